"""What erased customers said goes out of voices, their originals, and the files that many share."""
