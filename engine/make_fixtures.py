"""Writes engine.json beside every flow.yml of the fixtures: what the real engine makes of it, as ask.py puts it.

    python make_fixtures.py
"""
import json
import os

from ask import ask

FLOWS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fixtures', 'flows')


def main():
    for case in sorted(os.listdir(FLOWS)):
        folder = os.path.join(FLOWS, case)
        with open(os.path.join(folder, 'flow.yml'), encoding='utf-8') as file:
            answer = ask(file.read())
        with open(os.path.join(folder, 'engine.json'), 'w', encoding='utf-8') as file:
            json.dump(answer, file, indent=2, ensure_ascii=False)
            file.write('\n')


if __name__ == '__main__':
    main()
