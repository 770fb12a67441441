"""Puts values in the place of variables and references as the engine does, for the tests that compare ours with it.

    python expand_values.py < questions.jsonl

A question is one line {"value", "env", "context"?}: a mapping in JSON, all variables of the environment, and those that
Python code hands over. Each gets one line of answer, in the same order: {"value"} with floats as {"float": as Python
writes it}, or {"error": name of Python's class, "message"}.
"""
import json
import os
import sys

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
ANSWERS = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

from jina.jaml import JAML  # noqa: E402


def _plain(value):
    if isinstance(value, float):
        return {'float': repr(value)}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def main():
    kept = dict(os.environ)
    for line in sys.stdin:
        question = json.loads(line)
        os.environ.clear()
        os.environ.update(question['env'])
        try:
            answer = {'value': _plain(JAML.expand_dict(question['value'], question.get('context')))}
        except Exception as error:
            answer = {'error': type(error).__name__, 'message': str(error)}
        os.environ.clear()
        os.environ.update(kept)
        print(json.dumps(answer, ensure_ascii=False), file=ANSWERS, flush=True)


if __name__ == '__main__':
    main()
