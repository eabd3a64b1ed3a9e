/* Listening WebSocket clients, cheap enough to measure a server that is near the limit.

   listeners PORT COUNT PATH HELLO READY NEEDLE: COUNT sockets do the handshake, send HELLO (a %s in it becomes a
   token of its own) and wait for READY; then the program prints "ready". From then on it prints a line with the
   time (monotonic, in seconds) each time all sockets have received one more frame that contains NEEDLE. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define TOGETHER 256
#define LARGEST 1048576
static char got[LARGEST];

static void fail(const char *why) { perror(why); exit(1); }

static int dial(int port) {
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, (struct sockaddr *)&at, sizeof at)) fail("connect");
    return fd;
}

static void say(int fd, const char *text) {
    char frame[512];
    size_t size = strlen(text), head = size < 126 ? 2 : 4;
    frame[0] = (char)0x81, frame[1] = (char)(0x80 | (size < 126 ? size : 126));
    if (head == 4) frame[2] = (char)(size >> 8), frame[3] = (char)size;
    memset(frame + head, 0, 4);
    memcpy(frame + head + 4, text, size);
    if (write(fd, frame, head + 4 + size) < 0) fail("write");
}

/* Read until these bytes have been received. */
static void await(int fd, const char *needle) {
    size_t size = 0;
    while (!memmem(got, size, needle, strlen(needle))) {
        ssize_t more = read(fd, got + size, sizeof got - size);
        if (more <= 0) fail(needle);
        size += (size_t)more;
    }
}

static void enter(int port, int *hall, int from, int to, const char *path, const char *hello, const char *ready) {
    for (int i = from; i < to; i++) {
        hall[i] = dial(port);
        dprintf(hall[i], "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nOrigin: http://127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n", path, port, port);
    }
    for (int i = from; i < to; i++) {
        char token[33], text[400];
        await(hall[i], "\r\n\r\n");
        snprintf(token, sizeof token, "%032x", i + 1);
        snprintf(text, sizeof text, hello, token);
        if (*text) say(hall[i], text);
    }
    for (int i = from; i < to && *ready; i++) await(hall[i], ready);
}

int main(int count, char **words) {
    if (count != 7) return 2;
    int port = atoi(words[1]), phones = atoi(words[2]), epoll = epoll_create1(0);
    int *hall = calloc((size_t)phones, sizeof *hall), *heard = calloc((size_t)phones, sizeof *heard);
    char *needle = words[6];
    struct rlimit files = {65536, 65536};
    setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 0; i < phones; i += TOGETHER)
        enter(port, hall, i, i + TOGETHER < phones ? i + TOGETHER : phones, words[3], words[4], words[5]);
    for (int i = 0; i < phones; i++) {
        struct epoll_event want = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
        fcntl(hall[i], F_SETFL, O_NONBLOCK);
        epoll_ctl(epoll, EPOLL_CTL_ADD, hall[i], &want);
    }
    puts("ready");
    fflush(stdout);
    for (int message = 1, behind = phones;;) {
        struct epoll_event all[1024];
        int some = epoll_wait(epoll, all, 1024, -1);
        for (int n = 0; n < some; n++) {
            uint32_t i = all[n].data.u32;
            ssize_t size = read(hall[i], got, sizeof got);
            if (size == 0) fail("a listener was disconnected");
            char *at = got;
            while (size > 0 && (at = memmem(at, (size_t)(got + size - at), needle, strlen(needle)))) {
                at += strlen(needle);
                if (++heard[i] == message) behind--;
            }
        }
        if (behind == 0) {
            struct timespec now;
            clock_gettime(CLOCK_MONOTONIC, &now);
            printf("%ld.%09ld\n", now.tv_sec, now.tv_nsec);
            fflush(stdout);
            message++;
            for (int i = 0; i < phones; i++) behind += heard[i] < message;
        }
    }
}
