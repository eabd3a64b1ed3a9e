/* The lower limit of the cost: an epoll loop that does the handshake and writes every text frame to every socket. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 65536
static int hall[MOST], seated;
static char open_[MOST];

static uint32_t rol(uint32_t v, int n) { return v << n | v >> (32 - n); }

static void sha1(const unsigned char *text, size_t size, unsigned char out[20]) {
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    unsigned char padded[256] = {0};
    size_t whole = (size + 8) / 64 * 64 + 64;
    memcpy(padded, text, size);
    padded[size] = 0x80;
    for (int i = 0; i < 8; i++) padded[whole - 1 - i] = (unsigned char)((uint64_t)size * 8 >> (8 * i));
    for (size_t at = 0; at < whole; at += 64) {
        uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
        for (int i = 0; i < 16; i++)
            w[i] = (uint32_t)padded[at + 4 * i] << 24 | padded[at + 4 * i + 1] << 16 | padded[at + 4 * i + 2] << 8 | padded[at + 4 * i + 3];
        for (int i = 16; i < 80; i++) w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        for (int i = 0; i < 80; i++) {
            uint32_t f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
            uint32_t k = i < 20 ? 0x5A827999 : i < 40 ? 0x6ED9EBA1 : i < 60 ? 0x8F1BBCDC : 0xCA62C1D6;
            uint32_t t = rol(a, 5) + f + e + k + w[i];
            e = d, d = c, c = rol(b, 30), b = a, a = t;
        }
        h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
    }
    for (int i = 0; i < 20; i++) out[i] = (unsigned char)(h[i / 4] >> (24 - i % 4 * 8));
}

static void base64(const unsigned char *in, char *out) {
    static const char *set = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 20; i += 3) {
        uint32_t v = (uint32_t)in[i] << 16 | (uint32_t)in[i + 1] << 8 | (i + 2 < 20 ? in[i + 2] : 0);
        *out++ = set[v >> 18 & 63], *out++ = set[v >> 12 & 63], *out++ = set[v >> 6 & 63], *out++ = i + 2 < 20 ? set[v & 63] : '=';
    }
    *out = 0;
}

static void handshake(int fd, char *request) {
    char *key = strcasestr(request, "sec-websocket-key: "), joined[96], accept[32], answer[256];
    unsigned char digest[20];
    if (!key) { dprintf(fd, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"); return; }
    snprintf(joined, sizeof joined, "%.24s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key + 19);
    sha1((unsigned char *)joined, strlen(joined), digest);
    base64(digest, accept);
    int size = snprintf(answer, sizeof answer, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
    if (write(fd, answer, (size_t)size) == size) open_[fd] = 1, hall[seated++] = fd;
}

static void broadcast(unsigned char *frame, ssize_t size) {
    size_t length = frame[1] & 127, start = 2;
    if (length == 126) length = (size_t)frame[2] << 8 | frame[3], start = 4;
    if ((frame[0] & 15) != 1 || size < (ssize_t)(start + 4 + length)) return;
    unsigned char out[65536], *mask = frame + start, *text = mask + 4;
    size_t head = length < 126 ? 2 : 4;
    out[0] = 0x81, out[1] = (unsigned char)(length < 126 ? length : 126);
    if (head == 4) out[2] = (unsigned char)(length >> 8), out[3] = (unsigned char)length;
    for (size_t i = 0; i < length; i++) out[head + i] = text[i] ^ mask[i % 4];
    for (int i = 0; i < seated; i++)
        if (write(hall[i], out, head + length) < 0) continue;
}

int main(int count, char **words) {
    int one = 1, server = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(words[count - 1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event all[1024], want = {.events = EPOLLIN, .data.fd = server};
    setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(server, (struct sockaddr *)&at, sizeof at) || listen(server, 4096)) return 1;
    epoll_ctl(epoll, EPOLL_CTL_ADD, server, &want);
    for (;;) {
        int ready = epoll_wait(epoll, all, 1024, -1);
        for (int i = 0; i < ready; i++) {
            int fd = all[i].data.fd;
            if (fd == server) {
                while ((fd = accept4(server, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    want.data.fd = fd;
                    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &want);
                }
                continue;
            }
            unsigned char got[65536];
            ssize_t size = read(fd, got, sizeof got - 1);
            if (size <= 0) {
                if (size == 0) close(fd);
                continue;
            }
            got[size] = 0;
            if (open_[fd]) broadcast(got, size); else handshake(fd, (char *)got);
        }
    }
}
