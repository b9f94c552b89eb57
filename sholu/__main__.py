"""`python -m sholu`: the same as the command `sholu`."""

from sholu.cli import main

if __name__ == "__main__":
    main()
