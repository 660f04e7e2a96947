"""How hard Hypothesis tries (`HYPOTHESIS_PROFILE=thorough` for the long runs), and what the tests' processes share."""

import os
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

settings.register_profile("quick", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("brief", settings.get_profile("quick"), max_examples=5)
settings.register_profile("thorough", max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

# Never the user's own cache. Kernels are keyed by what they are made of, so that a later run may find them again.
os.environ.setdefault("TRADECORE_CACHE", str(Path(tempfile.gettempdir()) / f"tradecore-tests-{os.getuid()}"))

# Jobs find their bytecode again, as users' do.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Nor the locks of the user's own accounts.
LOCKS = Path(tempfile.gettempdir()) / f"tradecore-tests-{os.getuid()}" / "accounts"
os.environ.setdefault("TRADECORE_STATE", str(LOCKS))
