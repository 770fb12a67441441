"""Asks the real engine what it makes of arguments, without a file around them. It never starts anything.

    python parse_arguments.py < questions.jsonl

A line is a list of questions, and gets one line with the list of their answers as soon as they are known, so that the
process can stay as a companion. A question is one of

    {parser, kwargs, warns}   what one of the engine's parsers makes of keys and values, as it gets them from a file:
                              parser is deployment, gateway or flow; warns is null where the engine does not warn of
                              unknown arguments, and else a list of the parsers that it asks before it does
    {flow}                    what becomes of {with, gateway, executors}; executors are the keys of Flow.add(), or
                              {"Deployment": keys} for a Deployment of its own

A date in a value is {"$date": its ISO form}. An answer is

    values     arguments that differ from their defaults, by name
    error      {type, message}, if the engine refuses them; there are no values then
    warnings   [{phase, category, message}]

or, for a Flow, that of ask.py, without a drawing.
"""
import contextlib
import datetime
import json
import sys

import ask
import jina
import jina.parsers
from ask import Question
from jina import Deployment, Flow
from jina.enums import BetterEnum
from jina.helper import ArgNamespace
from jina.orchestrate.flow.base import FALLBACK_PARSERS
from jina.parsers.flow import set_flow_parser

FLOW_PARSER = set_flow_parser()
PARSERS = {
    'deployment': lambda: jina.parsers.set_deployment_parser(),
    'gateway': lambda: jina.parsers.set_gateway_parser(),
    'flow': lambda: FLOW_PARSER,
}
FALLBACKS = dict(zip(('gateway', 'deployment', 'client', 'flow'), FALLBACK_PARSERS))


def _undated(value):
    """A value with its dates in place of what stands for them."""
    if isinstance(value, list):
        return [_undated(item) for item in value]
    if not isinstance(value, dict):
        return value
    if list(value) == ['$date']:
        text = value['$date']
        return datetime.date.fromisoformat(text) if len(text) == 10 else datetime.datetime.fromisoformat(text)
    return {key: _undated(item) for key, item in value.items()}


def _is_drawn(name, value):
    return name in ('port', 'port_monitoring') and ask._is_random(value)


def _plain(value):
    """A value as JSON has it: enums by their names."""
    if isinstance(value, BetterEnum):
        return str(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, dict) else value


def _parse(question, parser, kwargs, warns):
    make = PARSERS[parser]
    fallbacks = None if warns is None else [FALLBACKS[name] for name in warns]
    namespace, error = question.attempt(
        'load', lambda: ArgNamespace.kwargs2namespace(kwargs, make(), warns is not None, fallback_parsers=fallbacks)
    )
    if error:
        return {'error': error, 'warnings': question.warnings}
    defaults = {action.dest: action.default for action in make()._actions}
    values = {
        name: _plain(value)
        for name, value in vars(namespace).items()
        if name in defaults and value != defaults[name] and not _is_drawn(name, value)
    }
    return {'values': values, 'warnings': question.warnings}


def _load(flow):
    """What the engine does with a file once it has read it."""
    # The reader of files adds these.
    settings = {**flow['with'], 'extra_search_paths': (flow['with'].get('extra_search_paths') or []) + []}
    made = Flow(**settings)
    for executor in flow['executors']:
        if 'Deployment' in executor:
            keys = executor['Deployment']
            deployment = Deployment(
                **{
                    **keys,
                    'extra_search_paths': (keys.get('extra_search_paths') or []) + [],
                    'include_gateway': False,
                    'noblock_on_start': True,
                    'deployment_role': 'DEPLOYMENT',
                },
                runtime_args=None,
            )
            made.add(deployment, copy_flow=False)
        else:
            made.add(**executor, copy_flow=False)
    if flow['gateway']:
        made.config_gateway(**flow['gateway'], copy_flow=False)
    return made


def _build(question, flow):
    made, error = question.attempt('load', lambda: _load(flow))
    phase = 'load'
    if not error:
        phase = 'build'
        _, error = question.attempt(phase, made.build)
    if error:
        return {'ok': False, 'error': {'phase': phase, **error}, 'warnings': question.warnings}
    return {'ok': True, 'warnings': question.warnings, **question._built(made)}


def _answer(asked, folder):
    asked = _undated(asked)
    return _build(Question(folder), **asked) if 'flow' in asked else _parse(Question(folder), **asked)


def main():
    if jina.__version__ != '3.34.0':
        sys.exit(f'jina 3.34.0 is needed, this is {jina.__version__}')
    sys.argv = ['jina']  # argparse names the program in its messages
    for line in sys.stdin:
        with contextlib.redirect_stdout(sys.stderr), ask._world({}, {}) as folder:
            answers = [_answer(asked, folder) for asked in json.loads(line)]
        print(json.dumps(answers), file=ask.ANSWERS, flush=True)


if __name__ == '__main__':
    main()
