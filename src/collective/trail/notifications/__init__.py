"""P3: what people are told by mail. Posted with the act, worded for each reader, sent once the act is committed."""
