"""PyPI intuit-oauth against the practice firm's Intuit, with nothing but the discovery document's address."""

from urllib.parse import parse_qs, urlsplit, urlunsplit, parse_qsl, urlencode

import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from kit import ORIGIN, READY, answer_with, check, control, finish, raised, records, requests_during

INTUIT = READY["intuit"]
CALLBACK = "http://localhost:8765/callback"
MARIA, SUE = "maria@haleortiz.example", "9130349878530396"
ROLES = "com.intuit.identity.user.roles.read"
PEOPLE = [Scopes.OPENID, Scopes.PROFILE, Scopes.EMAIL]


def open_client(secret=INTUIT["clientSecret"], discovery=INTUIT["discoveryUrl"]):
    return AuthClient(INTUIT["clientId"], secret, CALLBACK, discovery)


def approve(client, scopes, extra_scope=None):
    """The query of the way back. The client's scopes are a closed list that lacks the roles scope."""
    address = urlsplit(client.get_authorization_url(scopes, state_token="state-1"))
    query = dict(parse_qsl(address.query))
    if extra_scope:
        query["scope"] += f" {extra_scope}"
    query.update(practice_as=MARIA, practice_realm=SUE)
    page = urlunsplit(address._replace(query=urlencode(query)))
    answer = requests.get(page, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def connected(scopes=None, extra_scope=None):
    client = open_client()
    back = approve(client, scopes or [*PEOPLE, Scopes.ACCOUNTING], extra_scope)
    client.get_bearer_token(back["code"], realm_id=back.get("realmId"))
    return client


control("/practice/reset", {})


@check("discovery: the client takes every address from it, under both names and with a slash")
def _():
    for name in ["openid_configuration", "openid_sandbox_configuration", "openid_configuration/"]:
        client = open_client(discovery=f"{ORIGIN}/.well-known/{name}")
        assert client.auth_endpoint == f"{ORIGIN}/connect/oauth2"
        assert client.token_endpoint == f"{ORIGIN}/oauth2/v1/tokens/bearer"
        assert client.revoke_endpoint == f"{ORIGIN}/v2/oauth2/tokens/revoke"
        assert client.jwks_uri == f"{ORIGIN}/op/v1/jwks"


@check("get_bearer_token: fields, and an id token that it finds valid")
def _():
    client = open_client()
    back = approve(client, [*PEOPLE, Scopes.ACCOUNTING])
    assert back["state"] == "state-1" and back["realmId"] == SUE
    _, asked = requests_during(lambda: client.get_bearer_token(back["code"], realm_id=back["realmId"]))
    assert [request["path"] for request in asked] == ["/oauth2/v1/tokens/bearer", "/op/v1/jwks"]
    assert client.access_token and client.refresh_token
    assert client.expires_in == 3_600
    assert client.x_refresh_token_expires_in == 8_726_400
    assert client.x_refresh_token_hard_expires_in is None
    # It drops a token that it cannot validate without a word.
    assert client.id_token is not None


@check("get_bearer_token: the hard end when asked for")
def _():
    client = open_client()
    client.include_refresh_token_hard_expires_in = True
    client.get_bearer_token(approve(client, [*PEOPLE, Scopes.ACCOUNTING])["code"])
    assert client.x_refresh_token_hard_expires_in == 157_680_000


@check("get_bearer_token: a code works once; the error keeps status, body and transaction id")
def _():
    client = open_client()
    code = approve(client, PEOPLE)["code"]
    client.get_bearer_token(code)
    error = raised(AuthClientError, lambda: open_client().get_bearer_token(code))
    assert error.status_code == 400
    assert '"invalid_grant"' in str(error.content)
    assert error.intuit_tid.startswith("1-")
    raised(AuthClientError, client.refresh)


@check("get_bearer_token: a wrong secret is refused with 401")
def _():
    client = open_client(secret="not-the-secret")
    code = approve(client, PEOPLE)["code"]
    assert raised(AuthClientError, lambda: client.get_bearer_token(code)).status_code == 401


@check("get_bearer_token: an empty code, as after a refused sign-in, is an invalid request and no token")
def _():
    client = open_client()
    error = raised(AuthClientError, lambda: client.get_bearer_token(""))
    assert error.status_code == 400, error.status_code
    assert client.access_token is None


@check("get_authorization_url: the roles scope is not in this client's list, so it is added by hand above")
def _():
    raised(TypeError, lambda: open_client().get_authorization_url([ROLES]))


@check("get_user_info: the person")
def _():
    client = connected(PEOPLE)
    assert client.get_user_info().json()["email"] == MARIA
    client.access_token = "not-a-token"
    assert raised(AuthClientError, client.get_user_info).status_code == 401


@check("signing in only brings no company")
def _():
    assert "realmId" not in approve(open_client(), PEOPLE)


@check("the user role, by its own scope")
def _():
    client = connected(PEOPLE, ROLES)
    query = "query Role($realm: ID!) { user { role(realmId: $realm) { type status hasPayroll } } }"
    answer = client.post(
        INTUIT["graphqlUrl"],
        json={"query": query, "variables": {"realm": SUE}},
        headers={"Authorization": f"Bearer {client.access_token}"},
    )
    role = {"type": "ADMIN", "status": "ACTIVE", "hasPayroll": True}
    assert answer.json() == {"data": {"user": {"role": role}}}, answer.text


@check("refresh: the same refresh token within the day, another one after it")
def _():
    client = connected()
    first, access = client.refresh_token, client.access_token
    client.refresh()
    assert client.refresh_token == first and client.access_token != access
    control("/practice/clock", {"advanceSeconds": 25 * 3_600})
    client.refresh()
    assert client.refresh_token != first
    error = raised(AuthClientError, lambda: client.refresh(refresh_token=first))
    assert error.status_code == 400 and '"invalid_grant"' in str(error.content)
    # The client compares an id token's times with this computer's clock.
    control("/practice/reset", {})


@check("revoke: ends the pair, and may be said twice")
def _():
    client = connected()
    assert client.revoke() is True
    raised(AuthClientError, client.refresh)
    raised(AuthClientError, client.get_user_info)
    assert client.revoke() is True


# The records that our own client is tested with, read by this one.
def ask(client, call):
    return {
        "userinfo": client.get_user_info,
        "exchangeCode": lambda: client.get_bearer_token("not-a-real-code"),
        "refresh": lambda: client.refresh(refresh_token="not-a-real-refresh-token"),
        "revoke": lambda: client.revoke(token="not-a-real-refresh-token"),
    }[call]()


AT = {
    "userinfo": urlsplit(open_client().user_info_url).path,
    "exchangeCode": "/oauth2/v1/tokens/bearer",
    "refresh": "/oauth2/v1/tokens/bearer",
    "revoke": "/v2/oauth2/tokens/revoke",
}
for record in records("intuit"):
    response, expect, call = record["response"], record["expect"], record["call"]
    if "body" not in response or call not in AT or "decode" in expect:
        continue
    if response["body"].get("id_token"):
        # This client looks at its signature at once, and the record's is not real.
        continue

    @check(f"record {record['name']}")
    def _():
        client = open_client()
        client.access_token = "not-a-real-access-token"
        answer_with(AT[call], response)
        if response["status"] != 200:
            error = raised(AuthClientError, lambda: ask(client, call))
            assert error.status_code == response["status"]
            assert error.intuit_tid == response["headers"]["intuit_tid"]
            said = expect.get("oauth", {}).get("error") or expect["gateway"]["code"]
            assert said in str(error.content)
            return
        answer = ask(client, call)
        for field, key in {"accessToken": "access_token", "refreshToken": "refresh_token"}.items():
            # What the answer leaves out, this client keeps as it was.
            if key in response["body"]:
                assert getattr(client, key) == expect["tokens"][field]
        if "person" in expect:
            assert answer.json()["sub"] == expect["person"]["sub"]


finish()
