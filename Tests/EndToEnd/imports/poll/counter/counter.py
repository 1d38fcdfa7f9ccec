import socket

while True:
    with socket.create_connection(("queue", 6379)) as redis:
        redis.sendall(b"BLPOP votes 5\r\n")
        answer = redis.recv(1000).decode().split()
        if len(answer) == 5:
            redis.sendall(f"INCR counted:{answer[-1]}\r\n".encode())
            print("counted", answer[-1], redis.recv(100).decode().strip())
