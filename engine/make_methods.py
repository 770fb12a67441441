"""Writes src/model/engine/flow-methods.json: what becomes of an entry whose `method` is any attribute of the engine's Flow.

    python make_methods.py

By the attribute's name, of those at which the engine refuses every entry, one of
    {"function": qualified name, "keywords": [...]}
                        a Python function, with the keywords it knows: the first other one is refused
    {"function": qualified name, "required": [...]}
                        one that takes any keyword, with those that it wants; by place alone if "byPlace"
    {"value": type}     no function, but a value of that type
    {"says": [type, message]}
                        anything else, with the words in which it refuses an entry that says nothing but its method
Left out is what src/model/engine/build.ts knows by itself, and what would start or send something.
"""
import inspect
import json
import os

from ask import ask
from jina import Flow

KNOWN = {'expose_endpoint', 'needs', 'needs_all'}
PLACE = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'src', 'model', 'flow-methods.json')


def answer_to(name):
    return ask({'yaml': f'jtype: Flow\nexecutors:\n- method: {json.dumps(name)}\n'})


def describe(flow, name, error):
    # A property's own function is none that an entry calls.
    static = inspect.getattr_static(flow, name)
    found = getattr(static, '__func__', static)
    if inspect.isfunction(found) and error['type'] != 'FlowBuildLevelError':
        parameters = list(inspect.signature(found).parameters.values())
        if not isinstance(static, staticmethod):
            del parameters[0]
        by_name = [one.name for one in parameters if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY)]
        wanted = [
            one.name
            for one in parameters
            if one.default is one.empty and one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
        ]
        # `method` itself is a keyword that none of them knows, so those that take no others want nothing first.
        takes_others = any(one.kind is one.VAR_KEYWORD for one in parameters)
        described = {'function': found.__qualname__, **({'required': wanted} if takes_others else {'keywords': by_name})}
        if any(one.kind is one.POSITIONAL_ONLY for one in parameters[:1]):
            described['byPlace'] = True
        return described
    words = error['message']
    if words == "'gateway'":  # drawn before it is built
        words = "'str' object is not callable"
    if words.endswith("' object is not callable"):
        return {'value': words.split("'")[1]}
    return {'says': [error['type'], words]}


def main():
    flow = Flow()
    methods = {}
    for name in sorted(set(dir(flow)) - KNOWN):
        answer = answer_to(name)
        if not answer['ok'] and answer['error']['phase'] == 'load':
            methods[name] = describe(flow, name, answer['error'])
    with open(PLACE, 'w', encoding='utf-8') as file:
        json.dump(methods, file, separators=(',', ':'))
        file.write('\n')


if __name__ == '__main__':
    main()
