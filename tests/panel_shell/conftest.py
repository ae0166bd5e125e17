import pytest
from starlette.testclient import TestClient

from tests.panel_shell.sample import app


@pytest.fixture
def client():
    return TestClient(app)
