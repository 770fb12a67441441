"""Keeps the engine from doing, at each start of a Flow, what comes to the same each time or serves its log alone, and at its
end from waiting for what does not come."""
import functools

import jina.orchestrate.orchestrator
import jina.orchestrate.pods
import jina_cli.lookup


def make_starts_quick():
    """For this process and those that are forked from it."""
    # A table of all of its arguments, made anew whenever one is not the Flow's own.
    jina_cli.lookup._build_lookup_table = functools.cache(jina_cli.lookup._build_lookup_table)
    jina_cli.lookup._build_lookup_table()
    # Three servers on the internet are asked for the machine's address, three times.
    jina.orchestrate.orchestrator.get_public_ip = lambda: None
    jina.orchestrate.pods.Pod.close = _closing_what_lives(jina.orchestrate.pods.Pod.close)


def _closing_what_lives(close):
    """Of a process that has died, as an Executor ends it, a Flow would wait a minute for the word that it has ended."""

    @functools.wraps(close)
    def close_pod(self):
        if not self.worker.is_alive():
            self.is_shutdown.set()
        close(self)

    return close_pod
