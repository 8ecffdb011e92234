"""P4: @search, with a sentence for what an index cannot be asked."""
