"""What people do with files: bring them, say what their columns mean, take them in, mend rows, withdraw them."""
