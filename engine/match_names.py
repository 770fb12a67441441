"""Matches names against patterns as the engine matches target_executor, for the test that compares ours with it.

    python match_names.py < questions.jsonl

A question is one line {"pattern", "names"}. Each gets one line of answer, in the same order: {"matched": [names]}, or
{"error": Python's message}.
"""
import json
import re
import sys
import warnings

warnings.simplefilter('ignore')
for line in sys.stdin:
    question = json.loads(line)
    try:
        pattern = re.compile(question['pattern'])
        answer = {'matched': [name for name in question['names'] if pattern.match(name)]}
    except re.error as error:
        answer = {'error': str(error)}
    print(json.dumps(answer), flush=True)
