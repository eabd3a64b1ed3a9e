"""Doctor: does the hall get in? What is found on this computer, how grave it is, and what to do."""
