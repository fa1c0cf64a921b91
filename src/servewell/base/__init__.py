"""What every room stands on: a closed list of files, one idea each."""
