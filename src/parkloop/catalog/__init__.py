"""What is known: dated, sourced facts as data, and lookups that return one fact or raise."""
