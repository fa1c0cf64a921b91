"""Days and moments as files write them."""
