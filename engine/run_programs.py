"""Runs Python programs that ask a gateway, as `python -c` would, for the tests.

    python run_programs.py < questions

A question is a line {"program", "env"?: variables beside those of this process}. Each program runs in a process of its own,
forked from this one, which has imported Jina's Client once. For each one line goes to stdout, in the order of the questions:
{"code": its exit code, "output": what it wrote to stdout, "errors": what it wrote to stderr}.
"""
import json
import os
import signal
import sys
import tempfile
import traceback
import types

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'
ANSWERS = os.fdopen(os.dup(1), 'w', encoding='utf-8')
os.dup2(2, 1)

import docarray  # noqa: E402,F401
import jina  # noqa: E402,F401
import jina.clients.grpc  # noqa: E402,F401
import jina.clients.http  # noqa: E402,F401
import jina.clients.websocket  # noqa: E402,F401

# Whoever asks has given up by then, and nobody would end it.
MOST_SECONDS = 60


def _run(program):
    """As the only module of its process; its exit code."""
    sys.argv = ['-c']
    main = sys.modules['__main__'] = types.ModuleType('__main__')
    try:
        exec(compile(program, '<string>', 'exec'), main.__dict__)
        return 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1


def _answer(program, env=None):
    output, errors = tempfile.TemporaryFile(), tempfile.TemporaryFile()
    pid = os.fork()
    if pid == 0:
        signal.alarm(MOST_SECONDS)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(errors.fileno(), 2)
        os.environ.update(env or {})
        code = _run(program)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    texts = []
    for file in (output, errors):
        file.seek(0)
        texts.append(file.read().decode('utf-8', 'replace'))
        file.close()
    return {'code': code, 'output': texts[0], 'errors': texts[1]}


def main():
    for line in sys.stdin:
        print(json.dumps(_answer(**json.loads(line))), file=ANSWERS, flush=True)


if __name__ == '__main__':
    main()
