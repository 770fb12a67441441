"""Reads addresses as jina.Client does, for the test that compares ours with it.

    python read_addresses.py < questions.jsonl

A question is one line with a text, the Client's `host`, or with an object of its arguments. Each gets one line of answer, in the same order: {"protocol",
"host", "port", "tls"}, or {"error"} with the exception's type and text, or what the parser writes before it ends the
process.
"""
import contextlib
import io
import json
import os
import sys

os.environ['JINA_OPTOUT_TELEMETRY'] = '1'

from jina import Client  # noqa: E402

for line in sys.stdin:
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            question = json.loads(line)
            args = Client(**(question if isinstance(question, dict) else {'host': question})).args
        answer = {'protocol': str(args.protocol).lower(), 'host': args.host, 'port': args.port, 'tls': args.tls}
    except SystemExit:
        answer = {'error': said.getvalue().strip().splitlines()[-1]}
    except Exception as error:
        answer = {'error': f'{type(error).__name__}: {error}'}
    print(json.dumps(answer), flush=True)
