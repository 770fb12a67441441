"""Writes engine.json beside every flow.yml that was written for this engine (fixtures/legacy/0.3 for 0.3.8, and so on),
and words.json, the words that it reads.

    VENV/bin/python make_fixtures.py
"""
import json
import os

import jina
from ask import ask, words

LEGACY = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'fixtures', 'legacy')


def _write(path, answer):
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(answer, file, indent=2, ensure_ascii=False)
        file.write('\n')


def main():
    major, minor = jina.__version__.split('.')[:2]
    folder = os.path.join(LEGACY, f'0.{minor}' if major == '0' else major)
    for case in sorted(os.listdir(folder)):
        path = os.path.join(folder, case)
        if not os.path.isdir(path):
            continue
        env = {}
        if os.path.exists(os.path.join(path, 'env.json')):
            with open(os.path.join(path, 'env.json'), encoding='utf-8') as file:
                env = json.load(file)
        with open(os.path.join(path, 'flow.yml'), encoding='utf-8', newline='') as file:
            _write(os.path.join(path, 'engine.json'), ask(file.read(), env))
    _write(os.path.join(folder, 'words.json'), {'engine': jina.__version__, **words()})


if __name__ == '__main__':
    main()
