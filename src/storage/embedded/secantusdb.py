"""Runs SecantusDB as if it were mongod: same arguments, same words on stdout, same end on SIGINT and SIGTERM."""

import argparse
import os
import shutil
import signal
import socket
import sys
import threading


def end_with_parent(end):
    """Deskbell holds the other end of stdin: it closes whenever Deskbell ends, SIGKILL included."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    end()


def serve(options, ended):
    from secantus import SecantusDBServer

    server = SecantusDBServer(
        options.bind_ip,
        options.port,
        options.dbpath,
        replica_set_name=None,
        enable_test_commands=False,
        durable=not options.throw_away,
    )
    server.start()
    print("waiting for connections", flush=True)
    ended.wait()
    # Wakes the thread that accepts connections, for which stop() would wait two seconds.
    server._socket.shutdown(socket.SHUT_RDWR)
    server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dbpath", required=True)
    parser.add_argument("--bind_ip", default="127.0.0.1")
    parser.add_argument("--throw-away", action="store_true")
    options, _ = parser.parse_known_args()  # --storageEngine and --noauth mean nothing here

    ended = threading.Event()

    def end(*_):
        if options.throw_away:
            shutil.rmtree(options.dbpath, ignore_errors=True)
            os._exit(0)
        ended.set()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
    threading.Thread(target=end_with_parent, args=[end], daemon=True).start()
    try:
        serve(options, ended)
    except Exception as error:
        in_use = "busy" in str(error).lower() or "already being managed" in str(error)
        name = "DBPathInUse" if in_use else type(error).__name__
        print(f"exception in initAndListen: {name}: {error}", flush=True)
        sys.exit(100)


main()
