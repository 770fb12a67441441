"""Writes values as the engine writes a Deployment among the executors, for the tests that compare ours with it.

    python dump_values.py < values.jsonl

A line is one mapping in JSON; its answer, in the same order, is the YAML text as a JSON string.
"""
import json
import os
import sys

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
ANSWERS = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

from jina.jaml import JAML  # noqa: E402


def main():
    for line in sys.stdin:
        print(json.dumps(JAML.dump(json.loads(line))), file=ANSWERS, flush=True)


if __name__ == '__main__':
    main()
