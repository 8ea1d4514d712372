"""The figures that README and notes speak of; `nox -s bench` prints them."""
