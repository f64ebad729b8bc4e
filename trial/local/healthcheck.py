"""python -m trial.local.healthcheck ADDRESS: ends with 0 when the address answers 200, else with 1."""

import sys
import urllib.error
import urllib.request


def answers(address: str) -> bool:
    """Ask an address whether it answers 200 within five seconds; never raises."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(not answers(sys.argv[1]))
