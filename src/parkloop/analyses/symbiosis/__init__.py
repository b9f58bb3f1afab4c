"""Industrial symbiosis: which exchanges a park could have, which network is best, who gains."""
