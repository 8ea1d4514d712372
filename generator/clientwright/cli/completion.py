"""`clientwright completion`: print a shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from clientwright.cli import printer

_EPILOG = """\b
To install it, once:
  bash  clientwright completion bash > ~/.local/share/bash-completion/completions/clientwright
  zsh   clientwright completion zsh > ~/.zfunc/_clientwright
        (with 'fpath+=~/.zfunc' before 'compinit' in ~/.zshrc)
  fish  clientwright completion fish > ~/.config/fish/completions/clientwright.fish

\b
To try it in this shell only:
  eval "$(clientwright completion bash)"
"""


@click.command("completion", epilog=_EPILOG)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print a shell's completion script.

    The script completes commands, options and endpoint names in SHELL.
    """
    root = click.get_current_context().find_root().command
    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"click has no completion for {shell}.")
    script = kind(root, {}, "clientwright", "_CLIENTWRIGHT_COMPLETE").source()
    printer.print_document(f"{script}\n")
