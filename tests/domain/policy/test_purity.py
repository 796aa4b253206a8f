"""The policy is pure: it runs without the database, the web and the clock (design, 1)."""

import subprocess
import sys

SCRIPT = """
import importlib, pkgutil, sys, types
app = types.ModuleType("app"); app.__path__ = ["app"]; sys.modules["app"] = app
domain = types.ModuleType("app.domain"); domain.__path__ = ["app/domain"]; sys.modules["app.domain"] = domain
policy = importlib.import_module("app.domain.policy")
for module in pkgutil.iter_modules(policy.__path__):
    importlib.import_module(f"app.domain.policy.{module.name}")
print(sorted(name for name in sys.modules if name.split(".")[0] in {"flask", "sqlalchemy", "werkzeug", "flask_babel"}))
print(sorted(name for name in sys.modules if name.startswith("app.") and not name.startswith("app.domain.policy")))
"""


def test_the_policy_imports_nothing_that_could_know_the_time_or_a_person() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "['app.domain']"]
