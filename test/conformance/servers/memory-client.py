"""Uses redis-py as an agent does; prints what happened as JSON."""

import json
import sys

import redis

port, name, own, other = sys.argv[1:]
# passwords are read from the input: arguments are seen by every process
password = sys.stdin.readline().strip()
seen = {}


def attempt(what, act):
    try:
        answer = act()
        seen[what] = answer if isinstance(answer, (str, int, bool, list)) else str(answer)
    except redis.exceptions.NoPermissionError:
        seen[what] = "NOPERM"
    except redis.exceptions.RedisError as error:
        seen[what] = f"{type(error).__name__}: {error}"


client = redis.Redis(port=int(port), username=name, password=password, decode_responses=True)
attempt("ping", client.ping)
attempt("set", lambda: client.set(own + "py", "1"))
attempt("get", lambda: client.get(own + "py"))
attempt("pipeline", lambda: client.pipeline().incr(own + "n").incr(own + "n").execute())
attempt("stream", lambda: client.xread({own + "s": client.xadd(own + "s", {"a": 1}) and "0"})[0][0])
subscriber = client.pubsub()
attempt("subscribe", lambda: subscriber.subscribe(own + "c"))
attempt("subscribed", lambda: subscriber.get_message(timeout=5)["type"])
attempt("publish", lambda: client.publish(own + "c", "hello"))
attempt("message", lambda: subscriber.get_message(timeout=5)["data"])
lock = client.lock(own + "lock", timeout=5)
attempt("lock", lambda: lock.acquire(blocking=False))
attempt("unlock", lambda: lock.release())
attempt("foreign get", lambda: client.get(other + "x"))
attempt("foreign set", lambda: client.set(other + "x", "2"))
attempt("foreign publish", lambda: client.publish(other + "c", "hello"))
attempt("foreign subscribe", lambda: client.pubsub().subscribe(other + "c") or "sent")
attempt("keys", lambda: client.keys("*"))
attempt("scan", lambda: list(client.scan_iter("*")))
print(json.dumps(seen))
