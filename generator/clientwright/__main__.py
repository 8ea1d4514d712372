"""`python -m clientwright` is the command line."""

from clientwright.cli import main

if __name__ == "__main__":
    main()
