"""Writes engine.json beside every flow.yml of the fixtures: what the real engine makes of it, as ask.py puts it.

    python make_fixtures.py

A case may hold an env.json, the environment that its Flow file may use, a context.json, what Python code hands over with
it, and a folder `files`, the files beside it. Of cases whose name begins with `export` the engine's exports are kept too.
"""
import json
import os

from ask import ask

FLOWS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'fixtures', 'flows')


def text(*path):
    """As it stands, with its line breaks."""
    with open(os.path.join(*path), encoding='utf-8', newline='') as file:
        return file.read()


def files_beside(folder):
    """Texts by their path below the folder, with slashes."""
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            yield os.path.relpath(path, folder).replace(os.sep, '/'), text(path)


def main():
    for case in sorted(os.listdir(FLOWS)):
        folder = os.path.abspath(os.path.join(FLOWS, case))
        given = [name for name in ('env', 'context') if os.path.exists(os.path.join(folder, f'{name}.json'))]
        answer = ask(
            {
                'yaml': text(folder, 'flow.yml'),
                **{name: json.loads(text(folder, f'{name}.json')) for name in given},
                'files': dict(files_beside(os.path.join(folder, 'files'))),
                'exports': case.startswith('export'),
            }
        )
        del answer['id']
        with open(os.path.join(folder, 'engine.json'), 'w', encoding='utf-8') as file:
            json.dump(answer, file, indent=2, ensure_ascii=False)
            file.write('\n')


if __name__ == '__main__':
    main()
