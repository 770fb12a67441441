"""Writes the list of all arguments that the real engine knows, for the inspector and the checks of the editor.

    python make_arguments.py > ../src/model/arguments.json

The result is {engine, deployment, gateway, flow}: for each of the engine's parsers its arguments, in its own order.

    name      as in YAML
    flags     as on the command line; prefixes of them count in YAML too
    type      string, int, flag, map, enum, or "... list" of these, as the engine converts the value; "host list" splits
              at commas and takes host:port; "port map" takes a list of ports or one list per shard
    default   in JSON's terms; ports and ids that differ in each process are "random port" and "random id"
    group     the engine's heading
    hidden    whether the engine leaves it out of its help, and out of files it saves
    nargs     argparse's "+" or "*", if it takes more than one value
    choices   the values of an enum
    required  true, if it is
    summary   one sentence of our own, from argument_summaries.json; hidden ones have none
"""
import argparse
import json
import os
import sys

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'

# The engine may print at import: the list alone goes to stdout.
OUTPUT = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import jina  # noqa: E402
from jina.enums import BetterEnum  # noqa: E402
from jina.parsers import set_deployment_parser, set_gateway_parser  # noqa: E402
from jina.parsers.flow import set_flow_parser  # noqa: E402

PARSERS = {'deployment': set_deployment_parser, 'gateway': set_gateway_parser, 'flow': set_flow_parser}
SUMMARIES = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'argument_summaries.json')

TYPE_OF_ACTION = {
    '_StoreTrueAction': 'flag',
    '_VersionAction': 'flag',
    'KVAppendAction': 'map',
    'CastToIntAction': 'int list',
    'CastHostAction': 'host list',
    'CastPeerPorts': 'port map',
}


def _type(action):
    name = type(action).__name__
    if name in TYPE_OF_ACTION:
        return TYPE_OF_ACTION[name]
    converter = getattr(action.type, '__name__', '')
    single = 'enum' if action.choices else {'str': 'string', 'int': 'int'}[converter]
    return f'{single} list' if action.nargs in ('+', '*') else single


def _plain(value):
    if value == argparse.SUPPRESS:
        return None
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, BetterEnum) else value


def _default(action, twin):
    """The default; one that a second parser of the same kind does not share is random."""
    if action.default == twin.default:
        return _plain(action.default)
    return ['random port'] if isinstance(action.default, list) else 'random id'


def _arguments(make, summary_of):
    parser, twin = make(), make()
    groups = {id(action): group.title for group in parser._action_groups for action in group._group_actions}
    for action, other in zip(parser._actions, twin._actions):
        if action.dest == 'help':
            continue
        hidden = action.help == argparse.SUPPRESS
        argument = {
            'name': action.dest,
            'flags': action.option_strings,
            'type': _type(action),
            'default': _default(action, other),
            'group': groups.get(id(action), 'nested'),
            'hidden': hidden,
        }
        if action.nargs:
            argument['nargs'] = action.nargs
        if action.choices:
            argument['choices'] = [_plain(one) for one in action.choices]
        if action.required:
            argument['required'] = True
        if not hidden:
            argument['summary'] = summary_of(action.dest)
        yield argument


def main():
    if jina.__version__ != '3.34.0':
        sys.exit(f'jina 3.34.0 is needed, this is {jina.__version__}')
    with open(SUMMARIES, encoding='utf-8') as file:
        summaries = json.load(file)
    tables = []
    for kind, make in PARSERS.items():
        # A summary is one text for all parsers, or one by parser where the argument means different things.
        def summary_of(name):
            summary = summaries[name]
            return summary if isinstance(summary, str) else summary[kind]

        rows = [json.dumps(row, ensure_ascii=False, separators=(',', ':')) for row in _arguments(make, summary_of)]
        tables.append(f'"{kind}":[\n' + ',\n'.join(rows) + '\n]')
    print('{"engine":"' + jina.__version__ + '",\n' + ',\n'.join(tables) + '}', file=OUTPUT, flush=True)


if __name__ == '__main__':
    main()
