"""The demo zone on the site: its register, its people, its two years of data, its months."""
