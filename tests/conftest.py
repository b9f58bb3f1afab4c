"""Settings every test shares."""

from hypothesis import settings

# The same examples in every run: a test that fails only sometimes cannot be trusted when it passes.
# To look for new examples: pytest --hypothesis-profile=explore
settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("fixed")
