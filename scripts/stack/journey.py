"""What a person does in the browser, by the API: signs in the first time, hands a log in, waits, reads ranks."""

import http.client
import json
import ssl
import time


class Service:
    """The published address of the service."""

    def __init__(self, host, port, authority=None):
        self.host, self.port = host, port
        self.trust = ssl.create_default_context(cafile=authority) if authority else None
        self.head = {}

    def call(self, method, path, body=None, expect=(200,)):
        if self.trust:
            line = http.client.HTTPSConnection(self.host, self.port, timeout=60, context=self.trust)
        else:
            line = http.client.HTTPConnection(self.host, self.port, timeout=60)
        head = dict(self.head)
        if not isinstance(body, (bytes, type(None))):
            body, head["content-type"] = json.dumps(body), "application/json"
        line.request(method, f"/api/v1{path}", body=body, headers=head)
        answer = line.getresponse()
        text = answer.read()
        if answer.status not in expect:
            raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]}")
        self.cookie = answer.getheader("set-cookie")
        return json.loads(text) if text else None

    def sign_in(self, name, password):
        self.head = {}
        me = self.call("POST", "/session", {"name": name, "password": password})
        self.head = {"cookie": self.cookie.split(";")[0], "x-csrf-token": me["csrf"]}
        return me

    def first_sign_in(self, once, chosen):
        """The one-time password opens nothing but its own change."""
        assert self.sign_in("admin", once)["must_change_password"] is True
        self.call("GET", "/cases", expect=(403,))
        self.call("PUT", "/session/password", {"old": once, "new": chosen}, expect=(200, 204))
        assert self.sign_in("admin", chosen)["must_change_password"] is False

    def hand_in(self, case, name, log):
        """Queues an import of this log; gives the job's id."""
        kept = self.call("PUT", f"/cases/{case}/uploads?name={name}", log, expect=(201,))
        order = {"files": [{"sha256": kept["sha256"], "name": name}]}
        return self.call("POST", f"/cases/{case}/imports", order, expect=(200, 201, 202))["id"]

    def wait(self, job, limit=300):
        """The job, once it has ended well."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            found = self.call("GET", f"/jobs/{job}")
            if found["state"] == "done":
                return found
            if found["state"] in ("failed", "cancelled"):
                raise RuntimeError(f"job {job}: {json.dumps(found)[:600]}")
            time.sleep(0.5)
        raise RuntimeError(f"job {job} has not ended after {limit} s")

    def ranks(self, case):
        """Accounts and hosts with their ranks, in order."""
        answers = (self.call("GET", f"/cases/{case}/{kind}") for kind in ("accounts", "hosts"))
        return [next(rows for rows in answer.values() if isinstance(rows, list)) for answer in answers]
