"""A program that forks while a thread makes its first client; it prints what the child has of the modules."""

from __future__ import annotations

import os
import sys
import threading
import time
from importlib import import_module
from typing import Any

from clientwright.runtime.journal import preloading
from runtime.demo_service import TOKEN, Demo

begun, loaded = threading.Event(), list[str]()


def load_slowly(name: str, package: str | None = None) -> Any:
    """Load a module, and let another thread go on before."""
    begun.set()
    time.sleep(0.01)
    module = import_module(name, package)
    loaded.append(name)
    return module


if __name__ == "__main__":
    vars(preloading)["import_module"] = load_slowly
    arguments: Any = {"token": TOKEN, "journal": sys.argv[1]}
    maker = threading.Thread(target=Demo, kwargs=arguments)
    maker.start()
    begun.wait()
    if child := os.fork():
        maker.join()
        os.waitpid(child, 0)
        print(len(loaded), flush=True)
    else:
        print(len(loaded), flush=True)
        os._exit(0)
