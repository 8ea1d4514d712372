"""Downloads of outputs: checked, resumed, written whole or not at all."""
