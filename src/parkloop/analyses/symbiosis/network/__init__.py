"""Choice of a network of exchanges: what to build, what flows, who gains, what if one leaves."""
