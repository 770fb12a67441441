"""Writes the list of all arguments that the real engine knows.

    python make_arguments.py > ../src/model/engine/arguments.json              what reading a file takes
    python make_arguments.py words > ../src/model/engine/argument-words.json   what people are told, which a page loads late

The first is {engine, deployment, gateway, flow, client, otherNames, renamed, logConfigs}. The first four after the
version are the engine's parsers, each with its arguments, in its own order:

    name      as in YAML
    flags     as on the command line; prefixes of them count in YAML too
    type      string, int, flag, map, enum, or "... list" of these, as the engine converts the value; "exit" is a flag
              that ends the process; "choice" is an enum whose values count as they are written; "host list" splits at
              commas and takes host:port; "port map" takes a list of ports or one list per shard
    default   in JSON's terms; ports and ids that differ in each process are "random port" and "random id"
    hidden    whether the engine leaves it out of its help, and out of files it saves
    nargs     argparse's "+" or "*", if it takes more than one value
    choices   the values of an enum
    required  true, if it is

The client only has what reading its flags takes: a Flow's unknown arguments are looked for there too. And

    otherNames  names and flags of the engine's other commands: it does not warn of an unknown argument that is one
    renamed     from an old name to the new one, or to words about it, as the engine's warning tells them
    logConfigs  the logging set-ups that come with the engine

The second is {deployment, gateway, flow}, each an object from an argument's name to

    group     the engine's heading
    summary   one sentence of our own, from argument_summaries.json; hidden arguments have none
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
from jina.constants import __resources_path__  # noqa: E402
from jina.enums import BetterEnum  # noqa: E402
from jina.parsers import set_client_cli_parser, set_deployment_parser, set_gateway_parser  # noqa: E402
from jina.parsers.deprecated import DEPRECATED_ARGS_MAPPING  # noqa: E402
from jina.parsers.flow import set_flow_parser  # noqa: E402
from jina_cli.export import api_to_dict  # noqa: E402

PARSERS = {'deployment': set_deployment_parser, 'gateway': set_gateway_parser, 'flow': set_flow_parser}
SUMMARIES = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'argument_summaries.json')

TYPE_OF_ACTION = {
    '_StoreTrueAction': 'flag',
    '_VersionAction': 'exit',
    'KVAppendAction': 'map',
    'CastToIntAction': 'int list',
    'CastHostAction': 'host list',
    'CastPeerPorts': 'port map',
}


def _type(action):
    name = type(action).__name__
    if name in TYPE_OF_ACTION:
        return TYPE_OF_ACTION[name]
    if action.choices:
        single = 'enum' if action.type else 'choice'
    else:
        single = {'str': 'string', 'int': 'int'}[action.type.__name__]
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


def _reading(action):
    """What reading an argument takes."""
    argument = {'name': action.dest, 'flags': action.option_strings, 'type': _type(action)}
    if action.nargs:
        argument['nargs'] = action.nargs
    if action.choices:
        argument['choices'] = [_plain(one) for one in action.choices]
    return argument


def _actions(parser):
    return [action for action in parser._actions if action.dest != 'help']


def _is_hidden(action):
    return action.help == argparse.SUPPRESS


def _arguments(make):
    for action, other in zip(_actions(make()), _actions(make())):
        argument = {**_reading(action), 'default': _default(action, other), 'hidden': _is_hidden(action)}
        if action.required:
            argument['required'] = True
        yield argument


def _words(kind, make):
    parser = make()
    groups = {id(action): group.title for group in parser._action_groups for action in group._group_actions}
    with open(SUMMARIES, encoding='utf-8') as file:
        summaries = json.load(file)
    for action in _actions(parser):
        words = {'group': groups.get(id(action), 'nested')}
        if not _is_hidden(action):
            # One text for all parsers, or one by parser where the argument means different things.
            summary = summaries[action.dest]
            words['summary'] = summary if isinstance(summary, str) else summary[kind]
        yield action.dest, words


def _names(command):
    """The names of a command's parts and of their arguments, all the way down."""
    for part in command['methods']:
        yield part['name']
        yield from _names(part) if 'methods' in part else ()
        for option in part.get('options', ()):
            yield option['name']
            yield from option['option_strings']


def _log_configs():
    for file in sorted(os.listdir(__resources_path__)):
        if file.startswith('logging.') and file.endswith('.yml'):
            yield file[len('logging.') : -len('.yml')]


def _table(rows):
    return '[\n' + ',\n'.join(map(_line, rows)) + '\n]'


def _line(value):
    return json.dumps(value, ensure_ascii=False, separators=(',', ':'))


def _all_arguments():
    tables = {'engine': _line(jina.__version__)}
    for kind, make in PARSERS.items():
        tables[kind] = _table(_arguments(make))
    tables['client'] = _table(map(_reading, _actions(set_client_cli_parser())))
    known = {
        name
        for make in (*PARSERS.values(), set_client_cli_parser)
        for action in _actions(make())
        for name in (action.dest, *action.option_strings)
    }
    tables['otherNames'] = _line(sorted(set(_names(api_to_dict(show_all_args=True))) - known))
    tables['renamed'] = _line(DEPRECATED_ARGS_MAPPING)
    tables['logConfigs'] = _line(list(_log_configs()))
    return tables


def _all_words():
    return {kind: _line(dict(_words(kind, make))) for kind, make in PARSERS.items()}


def main():
    if jina.__version__ != '3.34.0':
        sys.exit(f'jina 3.34.0 is needed, this is {jina.__version__}')
    tables = _all_words() if sys.argv[1:] == ['words'] else _all_arguments()
    print('{' + ',\n'.join(f'"{key}":{text}' for key, text in tables.items()) + '}', file=OUTPUT, flush=True)


if __name__ == '__main__':
    main()
