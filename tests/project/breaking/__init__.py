"""An app whose second migration fails: what a broken upgrade looks like."""
