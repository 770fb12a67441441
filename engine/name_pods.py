"""Names the processes that the engine starts for an executor, for the test that compares ours with it.

    python name_pods.py < questions.jsonl

A question is one line with arguments of a Deployment, {"name", "shards", "replicas", "uses_before", "uses_after"}. Each
gets one line of answer, in the same order: {"head", "before", "after", "shards": [[names]]}; null where there is none.
"""
import json
import sys

from jina import Deployment


def name_of(args):
    return None if args is None else args.name


for line in sys.stdin:
    question = json.loads(line)
    deployment = Deployment(include_gateway=False, **question)
    pods = deployment.pod_args
    answer = {
        'head': name_of(pods['head']),
        'before': name_of(pods['uses_before']),
        'after': name_of(pods['uses_after']),
        'shards': [[one.name for one in pods['pods'][shard]] for shard in sorted(pods['pods'])],
    }
    print(json.dumps(answer), flush=True)
