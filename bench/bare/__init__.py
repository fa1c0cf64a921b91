"""A Django project of one view that stores what one survey post stores, row for row, and does nothing else."""
