"""Asks the real engine what it makes of Flow files. It loads and builds them; it never starts anything.

    python ask.py < questions.jsonl

A question is one line {"id", "yaml", "env"?, "context"?, "files"?}: the file's text; the environment variables that it
may use; the variables that Python code hands over with it; other files by their relative path, in a folder that is the
working folder and holds nothing else. Each question gets one line of answer, in the same order, as soon as it is known,
so that the process can stay as a companion. An answer is

    id, ok          ok: the file loads and the Flow builds
    error           {phase: "load" or "build", type, message}, only if not ok. Phase "ask" is no word of the engine's:
                    the question took more than 20 s, or would have started or sent something
    warnings        [{phase, category, message}]: Python's warnings by their class, and the engine's log as log.warning,
                    log.error or log.critical; each once

and, only if ok,

    flow            {name, args, inspect, env}; args is what `with` holds, save defaults
    deployments     in the engine's order, without the gateway: {node, name, role, needs, external, floating, shards,
                    replicas, polling, uses, protocols, pods, head}, the arguments of MAIN that are set, and args, all
                    others that differ from their defaults and that the engine's help lists. node is the name in the
                    graph, name what the executor calls itself; pods is how many processes it will be, head included
    gateway         {protocols, ports, uses, host, needs, monitoring, env, args}; ports is null where the engine draws
                    them
    graph           {node: [successors]}, with start-gateway and end-gateway, as the gateway gets it
    conditions, no_reduce, addresses, metadata (if there is any): likewise
    end             the node whose answer the gateway returns; "gateway" if there is none
    num_deployments, num_pods
                    the engine's numbers; num_pods is 0 before the start
    num_pods_running
                    what num_pods will be then
    mermaid         the very text that Flow.plot() draws, or null
    mermaidError    {type, message}, only if the drawing fails

What differs from run to run is made the same: needs, unknown arguments and the names in the "floating" warning, sets in
the engine, are sorted; needs of several kinds are brought to the engine's own sorting as texts, numbers, dates, times,
times with a zone, None, so that it meets always the same two that it cannot compare; ports that the engine draws are RANDOM_PORT_1, ... by first appearance in each value above; the
working folder is /cwd and the home folder /home/user. The machine counts as no container and has no network. Python
modules that a file names under py_modules are not imported.
"""
import argparse
import contextlib
import copy
import datetime
import functools
import io
import itertools
import json
import logging
import math
import os
import re
import signal
import socket
import sys
import tempfile
import warnings
from unittest import mock

# The engine reads settings of its own from the environment, and those of whoever asks must not show.
for _name in [name for name in os.environ if name.startswith('JINA')]:
    del os.environ[_name]
os.environ['JINA_OPTOUT_TELEMETRY'] = '1'

# The engine prints banners and logs to stdout: our answers keep the real one, the rest goes to stderr.
ANSWERS = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import jina  # noqa: E402
import jina.helper  # noqa: E402
import jina.jaml.helper  # noqa: E402
import jina.orchestrate.deployments  # noqa: E402
import jina.parsers  # noqa: E402
import jina_cli.lookup  # noqa: E402
from jina import Deployment, Flow  # noqa: E402
from jina.constants import __resources_path__  # noqa: E402
from jina.helper import ArgNamespace  # noqa: E402
from jina.importer import PathImporter  # noqa: E402
from jina.logging.logger import JinaLogger  # noqa: E402

SECONDS = 20
# All that a question's environment holds besides its own. The engine searches PATH.
ENVIRONMENT = {'PATH': '', 'HOME': '/home/user', 'LANG': 'C.UTF-8'}
GATEWAY = 'gateway'
MAIN = (
    'uses_with', 'uses_metas', 'uses_requests', 'uses_dynamic_batching', 'uses_before', 'uses_after', 'when', 'env',
    'volumes', 'gpus', 'no_reduce', 'workspace', 'grpc_metadata', 'py_modules',
)  # fmt: skip
# Arguments that an answer has under a key of its own, or that only repeat the graph.
ELSEWHERE = {'name', 'polling', 'shards', 'replicas', 'uses', 'external', 'floating', 'protocol'}
GATEWAY_ELSEWHERE = {
    'name', 'port', 'protocol', 'uses', 'graph_description', 'graph_conditions', 'deployments_addresses',
    'deployments_metadata', 'deployments_no_reduce', 'expose_endpoints', 'floating',
}  # fmt: skip


class Unanswered(BaseException):
    """No answer can be had: too slow, or more than loading and building. Not an Exception, which the engine catches."""


# --- the engine, kept from doing more than it is asked, from chance, and from doing the same work again and again


def _replace(old, new):
    """Puts `new` wherever a module of the engine has `old`."""
    for name, module in list(sys.modules.items()):
        if name.partition('.')[0] in ('jina', 'jina_cli'):
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)


def _never(*_, **__):
    raise Unanswered('it would start or send something')


def _no_network(*_, **__):
    raise OSError(101, 'Network is unreachable')


# Stands for a port that the engine draws: a number that nobody writes, so that it is known again in any text.
FIRST_PORT = 6_180_339_887_000_000
_ports = itertools.count(FIRST_PORT)


def _random_port():
    return next(_ports)


def _is_random(value):
    """Whether this is a drawn port, or a list of such."""
    values = value if isinstance(value, list) else [value]
    return all(isinstance(one, int) and 0 <= one - FIRST_PORT < 10**6 for one in values)


def _made_once(make):
    """A maker of parsers that makes one, and from then on hands it out as if new. Most of the time would go there."""
    parser = make()
    defaults = [(one, one.default) for one in parser._actions if isinstance(one.default, (list, dict, int))]

    @functools.wraps(make)
    def get(base=None):
        if base is not None:
            return make(base)
        for action, default in defaults:
            if isinstance(default, list):
                action.default = [_random_port() if _is_random(one) else copy.deepcopy(one) for one in default]
            else:
                action.default = _random_port() if _is_random(default) else copy.deepcopy(default)
        return parser

    return get


def _refuse(_, message):
    """In place of argparse's, which prints the usage and this message before it exits."""
    error = SystemExit(2)
    error.told = message
    raise error


def _load_py_modules(load):
    """Finds the modules as the engine does, and leaves them alone."""

    def find(*args, **kwargs):
        with mock.patch.object(PathImporter, 'add_modules'):
            load(*args, **kwargs)

    return find


LOG_CONFIGS = {
    name[len('logging.') : -len('.yml')] for name in os.listdir(__resources_path__) if name.startswith('logging.')
}


def _add_handlers(add):
    """Without a handler nothing is printed; the configurations that the engine brings with it need no reading."""

    def add_none(logger, config_path=None, **kwargs):
        is_known = isinstance(config_path, str) and config_path in LOG_CONFIGS and not os.path.exists(config_path)
        if not is_known or 'JINA_LOG_LEVEL' in os.environ:
            add(logger, config_path, **kwargs)
        logger.logger.handlers = [logging.NullHandler()]
        logger.logger.setLevel(logging.WARNING)

    return add_none


def _kind(need):
    """Values of one kind can be compared with each other."""
    if isinstance(need, str):
        return 0
    if isinstance(need, (bool, int, float)):
        return 1
    if isinstance(need, datetime.datetime):
        return 3 if need.tzinfo is None else 4
    return 2 if isinstance(need, datetime.date) else 5


def _sorted(needs):
    """sorted() of a set, which has no order: brings its items in one first, what is not a number last of the numbers."""
    return sorted(sorted(needs, key=lambda need: (_kind(need), need != need, need)))


def _tame():
    # No item of a file can start the Flow, since each hands its method more than `start` takes; but it can send.
    Deployment.start = _never
    Flow.client = property(_never)
    socket.getaddrinfo = _no_network
    argparse.ArgumentParser.error = _refuse
    jina.orchestrate.flow.base.sorted = _sorted
    argparse._ = str  # argparse's texts have no translation to look for
    JinaLogger.add_handlers = _add_handlers(JinaLogger.add_handlers)
    _replace(jina.jaml.helper.load_py_modules, _load_py_modules(jina.jaml.helper.load_py_modules))
    _replace(jina.orchestrate.deployments.in_docker, lambda: False)
    _replace(jina.helper.random_port, _random_port)
    _replace(jina.helper.random_ports, lambda count: [_random_port() for _ in range(count)])
    warn_unknown = jina.helper.warn_unknown_args
    _replace(warn_unknown, lambda unknown: warn_unknown(sorted(unknown)))
    # A constant that the engine makes anew at each unknown argument.
    jina_cli.lookup._build_lookup_table = functools.cache(jina_cli.lookup._build_lookup_table)
    jina_cli.lookup._build_lookup_table()
    for make in (jina.parsers.set_deployment_parser, jina.parsers.set_gateway_parser):
        _replace(make, _made_once(make))


_tame()


# --- one question


@contextlib.contextmanager
def _world(env, files):
    """The environment and the working folder of one question while it is entered."""
    outside = dict(os.environ)
    with tempfile.TemporaryDirectory() as above:
        folder = os.path.join(os.path.realpath(above), 'cwd')
        os.mkdir(folder)
        for path, text in files.items():
            place = os.path.normpath(os.path.join(folder, path))
            if not place.startswith(folder + os.sep):
                raise Unanswered(f'{path} is not below the working folder')
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, 'w', encoding='utf-8', newline='') as file:
                file.write(text)
        os.environ.clear()
        os.environ.update(ENVIRONMENT)
        os.environ.update((name, str(value)) for name, value in env.items())
        os.chdir(folder)
        try:
            yield folder
        finally:
            os.chdir(os.sep)
            os.environ.clear()
            os.environ.update(outside)


@contextlib.contextmanager
def _time_limit():
    def end(*_):
        raise Unanswered(f'it took more than {SECONDS} s')

    signal.signal(signal.SIGALRM, end)
    # Rings again each second, should something of the engine's catch everything.
    signal.setitimer(signal.ITIMER_REAL, SECONDS, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _key(key):
    """A key as JSON has it, which keeps texts, and of all else what a file says in its stead."""
    return key if isinstance(key, str) else json.dumps(key, default=str)


class Question:
    """One question while it is answered: its working folder, and the warnings so far."""

    def __init__(self, folder):
        self.folder = folder
        self.warnings = []

    def plain(self, value):
        """A value as JSON can have it, without what differs from run to run."""
        numbers = {}

        def number_of(port):
            return numbers.setdefault(port[0], f'RANDOM_PORT_{len(numbers) + 1}')

        def plain(one):
            if isinstance(one, str):
                one = re.sub(rf'(?<![\w.]){FIRST_PORT // 10**6}\d{{6}}(?![\w.])', number_of, one)
                one = re.sub(r' at 0x[0-9a-f]+>', ' at 0x…>', one)
                return one.replace(os.path.dirname(self.folder) + os.sep, os.sep)
            if one is None or isinstance(one, bool):
                return one
            if type(one) is int:
                return plain(str(one)) if _is_random(one) else one
            if isinstance(one, float):
                return one if math.isfinite(one) else repr(one)
            if isinstance(one, dict):
                return {_key(key): plain(item) for key, item in one.items()}
            if isinstance(one, (set, frozenset)):
                return sorted(map(plain, one), key=str)
            if isinstance(one, (list, tuple)):
                return list(map(plain, one))
            return plain(str(one))

        return plain(value)

    def fault(self, error):
        """A fault as data."""
        if isinstance(error, SystemExit):
            message = getattr(error, 'told', str(error.code))
        elif isinstance(error, RecursionError):
            message = 'maximum recursion depth exceeded'
        else:
            message = str(error)
        message = re.sub(r'<_io\.StringIO object at 0x[0-9a-f]+>', '<source>', message)
        message = re.sub(r' at 0x[0-9a-f]+', ' at 0x…', message)
        return {'type': type(error).__name__, 'message': self.plain(message)}

    def _warn(self, phase, category, message):
        message = self.plain(message)
        names = re.match(r"\[('[^\]]*')\](?= are \"floating\")", message)
        if names:
            message = '[' + ', '.join(sorted(names[1].split(', '))) + ']' + message[names.end() :]
        if not any(one['category'] == category and one['message'] == message for one in self.warnings):
            self.warnings.append({'phase': phase, 'category': category, 'message': message})

    def attempt(self, phase, do):
        """What `do` returns and None, or None and the fault; the warnings it gives are kept under `phase`."""
        logged = []
        make = logging.getLogRecordFactory()

        def record(*args, **kwargs):
            made = make(*args, **kwargs)
            if made.levelno >= logging.WARNING:
                logged.append(made)
            return made

        logging.setLogRecordFactory(record)
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter('always')
            warnings.simplefilter('ignore', ResourceWarning)
            # Python 3.11's own, about how the engine makes its parsers.
            warnings.filterwarnings('ignore', message='Nesting argument groups')
            try:
                return do(), None
            except (Exception, SystemExit) as error:
                return None, self.fault(error)
            finally:
                logging.setLogRecordFactory(make)
                for one in warned:
                    self._warn(phase, one.category.__name__, str(one.message))
                for one in logged:
                    self._warn(phase, f'log.{one.levelname.lower()}', one.getMessage())

    def answer(self, yaml, context):
        phase = 'load'
        source = io.StringIO(yaml, newline=None)
        flow, error = self.attempt(phase, lambda: Flow.load_config(source, context=context))
        if not error:
            phase = 'build'
            _, error = self.attempt(phase, flow.build)
        if error:
            return {'ok': False, 'error': {'phase': phase, **error}, 'warnings': self.warnings}
        answer = {'ok': True, 'warnings': self.warnings, **self._built(flow)}
        mermaid, error = self.attempt('mermaid', lambda: flow._mermaid_str)
        answer['mermaid'] = self.plain(mermaid)
        if error:
            answer['mermaidError'] = error
        return answer

    def _built(self, flow):
        """What an answer says of a built Flow."""
        executors = [(node, deployment) for node, deployment in flow if node != GATEWAY]
        gateway = flow[GATEWAY]
        (end,) = gateway.needs
        metadata = json.loads(gateway.args.deployments_metadata)
        return {
            'flow': self.plain(_flow(flow)),
            'deployments': [self.plain(_deployment(node, deployment)) for node, deployment in executors],
            'gateway': self.plain(_gateway(gateway)),
            'graph': json.loads(gateway.args.graph_description),
            'conditions': self.plain(json.loads(gateway.args.graph_conditions)),
            'no_reduce': json.loads(gateway.args.deployments_no_reduce),
            **({'metadata': self.plain(metadata)} if metadata else {}),
            'addresses': self.plain(json.loads(gateway.args.deployments_addresses)),
            'end': end,
            'num_deployments': flow.num_deployments,
            'num_pods': flow.num_pods,
            'num_pods_running': sum(_pods(one) for _, one in flow if not one.external),
        }


def _flow(flow):
    args = {**flow._kwargs, **flow._common_kwargs}
    if args.get('extra_search_paths') == []:
        del args['extra_search_paths']  # put there by the engine itself
    return {'name': flow.args.name, 'args': args, 'inspect': str(flow.args.inspect), 'env': flow.args.env}


def _pods(deployment):
    """How many processes it will be."""
    around = [key for key in ('head', 'uses_before', 'uses_after') if deployment.pod_args[key]]
    return sum(map(len, deployment.pod_args['pods'].values())) + len(around)


def _others(args, parser, elsewhere):
    """The arguments that differ from their defaults and that the engine's help lists, save drawn ports."""
    hidden = {action.dest for action in parser._actions if action.help == argparse.SUPPRESS}
    return {
        name: value
        for name, value in ArgNamespace.get_non_defaults_args(args, parser, hidden | elsewhere).items()
        if not (name in ('port', 'port_monitoring') and _is_random(value))
    }


def _deployment(node, deployment):
    args = deployment.args
    main = {key: getattr(args, key) for key in MAIN if getattr(args, key, None)}
    return {
        'node': node,
        'name': deployment.name,
        'role': str(deployment.role),
        'needs': _sorted(deployment.needs),
        'external': deployment.external,
        'floating': args.floating,
        'shards': args.shards,
        'replicas': args.replicas,
        'polling': str(args.polling),
        'uses': args.uses,
        'protocols': [str(protocol) for protocol in args.protocol],
        'pods': _pods(deployment),
        'head': bool(deployment.pod_args['head']),
        **main,
        'args': _others(args, jina.parsers.set_deployment_parser(), {*ELSEWHERE, *main}),
    }


def _gateway(gateway):
    args = gateway.args
    return {
        'protocols': [str(protocol) for protocol in args.protocol],
        'ports': None if _is_random(args.port) else args.port,
        'uses': args.uses,
        'host': args.host,
        'needs': sorted(gateway.needs),
        'monitoring': args.monitoring,
        'env': args.env,
        'args': _others(args, jina.parsers.set_gateway_parser(), GATEWAY_ELSEWHERE),
    }


def ask(question):
    """The answer to one question, with its id."""
    try:
        with contextlib.redirect_stdout(sys.stderr), _time_limit():
            with _world(question.get('env') or {}, question.get('files') or {}) as folder:
                answer = Question(folder).answer(question['yaml'], question.get('context'))
    except Unanswered as error:
        fault = {'phase': 'ask', 'type': 'Unanswered', 'message': str(error)}
        answer = {'ok': False, 'error': fault, 'warnings': []}
    return {'id': question.get('id'), **answer}


def main():
    if jina.__version__ != '3.34.0':
        sys.exit(f'jina 3.34.0 is needed, this is {jina.__version__}')
    sys.argv = ['jina']  # argparse names the program in its messages
    for line in sys.stdin:
        print(json.dumps(ask(json.loads(line))), file=ANSWERS, flush=True)


if __name__ == '__main__':
    main()
