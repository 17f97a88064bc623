/* Drives POST /webhooks/{target}: each request is another signed realtime.call.incoming (own webhook-id, own call). One thread, epoll, keep-alive,
 * a closed loop: each connection sends its next request when the last one is answered.
 *   webhookload -p PORT -c CONNECTIONS -t SECONDS -n FIRST -k BASE64KEY
 * Prints one line of JSON. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* SHA-256, FIPS 180-4 */
typedef struct { uint32_t h[8]; uint64_t n; uint8_t b[64]; } sha;
static const uint32_t K[64] = {
0x428a2f98,0x71374491,0xb5c0fbcf,0xe9b5dba5,0x3956c25b,0x59f111f1,0x923f82a4,0xab1c5ed5,0xd807aa98,0x12835b01,0x243185be,0x550c7dc3,0x72be5d74,0x80deb1fe,0x9bdc06a7,0xc19bf174,
0xe49b69c1,0xefbe4786,0x0fc19dc6,0x240ca1cc,0x2de92c6f,0x4a7484aa,0x5cb0a9dc,0x76f988da,0x983e5152,0xa831c66d,0xb00327c8,0xbf597fc7,0xc6e00bf3,0xd5a79147,0x06ca6351,0x14292967,
0x27b70a85,0x2e1b2138,0x4d2c6dfc,0x53380d13,0x650a7354,0x766a0abb,0x81c2c92e,0x92722c85,0xa2bfe8a1,0xa81a664b,0xc24b8b70,0xc76c51a3,0xd192e819,0xd6990624,0xf40e3585,0x106aa070,
0x19a4c116,0x1e376c08,0x2748774c,0x34b0bcb5,0x391c0cb3,0x4ed8aa4a,0x5b9cca4f,0x682e6ff3,0x748f82ee,0x78a5636f,0x84c87814,0x8cc70208,0x90befffa,0xa4506ceb,0xbef9a3f7,0xc67178f2};
#define R(x,n) (((x)>>(n))|((x)<<(32-(n))))
static void block(sha *s, const uint8_t *p) {
    uint32_t w[64], a=s->h[0],b=s->h[1],c=s->h[2],d=s->h[3],e=s->h[4],f=s->h[5],g=s->h[6],h=s->h[7];
    for (int i = 0; i < 16; i++) w[i] = (uint32_t)p[4*i]<<24 | p[4*i+1]<<16 | p[4*i+2]<<8 | p[4*i+3];
    for (int i = 16; i < 64; i++) w[i] = (R(w[i-2],17)^R(w[i-2],19)^w[i-2]>>10) + w[i-7] + (R(w[i-15],7)^R(w[i-15],18)^w[i-15]>>3) + w[i-16];
    for (int i = 0; i < 64; i++) {
        uint32_t t1 = h + (R(e,6)^R(e,11)^R(e,25)) + ((e&f)^(~e&g)) + K[i] + w[i], t2 = (R(a,2)^R(a,13)^R(a,22)) + ((a&b)^(a&c)^(b&c));
        h=g; g=f; f=e; e=d+t1; d=c; c=b; b=a; a=t1+t2;
    }
    s->h[0]+=a; s->h[1]+=b; s->h[2]+=c; s->h[3]+=d; s->h[4]+=e; s->h[5]+=f; s->h[6]+=g; s->h[7]+=h;
}
static void begin(sha *s) {
    static const uint32_t I[8] = {0x6a09e667,0xbb67ae85,0x3c6ef372,0xa54ff53a,0x510e527f,0x9b05688c,0x1f83d9ab,0x5be0cd19};
    memcpy(s->h, I, sizeof I); s->n = 0;
}
static void feed(sha *s, const uint8_t *p, size_t n) {
    size_t at = s->n & 63; s->n += n;
    if (at) { size_t k = 64-at < n ? 64-at : n; memcpy(s->b+at, p, k); p += k; n -= k; if (at+k < 64) return; block(s, s->b); }
    for (; n >= 64; p += 64, n -= 64) block(s, p);
    memcpy(s->b, p, n);
}
static void end(sha *s, uint8_t *out) {
    uint64_t bits = s->n*8; uint8_t z[72] = {0x80}; size_t pad = (s->n&63) < 56 ? 56-(s->n&63) : 120-(s->n&63);
    for (int i = 0; i < 8; i++) z[pad+i] = bits >> (56-8*i);
    feed(s, z, pad+8);
    for (int i = 0; i < 8; i++) { out[4*i]=s->h[i]>>24; out[4*i+1]=s->h[i]>>16; out[4*i+2]=s->h[i]>>8; out[4*i+3]=s->h[i]; }
}
static sha inner, outer;
static void key(const uint8_t *k, size_t n) {
    uint8_t i[64], o[64]; memset(i, 0x36, 64); memset(o, 0x5c, 64);
    for (size_t x = 0; x < n && x < 64; x++) { i[x] ^= k[x]; o[x] ^= k[x]; }
    begin(&inner); feed(&inner, i, 64); begin(&outer); feed(&outer, o, 64);
}
static const char B64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static void base64(const uint8_t *p, char *out) {          /* 32 bytes: 44 characters */
    int at = 0;
    for (int i = 0; i < 30; i += 3) { uint32_t v = p[i]<<16|p[i+1]<<8|p[i+2]; out[at++]=B64[v>>18]; out[at++]=B64[v>>12&63]; out[at++]=B64[v>>6&63]; out[at++]=B64[v&63]; }
    uint32_t v = p[30]<<16|p[31]<<8; out[at++]=B64[v>>18]; out[at++]=B64[v>>12&63]; out[at++]=B64[v>>6&63]; out[at] = '=';
}

/* A carrier's INVITE as the service tells it: 21 headers. %016llx stands where the calls differ. */
static const char *BODY =
"{\"object\":\"event\",\"id\":\"evt_%016llx\",\"type\":\"realtime.call.incoming\",\"created_at\":%ld,\"data\":{\"call_id\":\"rtc_u1_%016llx\",\"sip_headers\":["
"{\"name\":\"Record-Route\",\"value\":\"<sip:198.51.100.20:5061;transport=tls;lr;ftag=as7a3c81d0>\"},"
"{\"name\":\"Via\",\"value\":\"SIP/2.0/TLS 198.51.100.20:5061;branch=z9hG4bK%016llx;rport\"},"
"{\"name\":\"Via\",\"value\":\"SIP/2.0/UDP 203.0.113.7:5060;received=203.0.113.7;branch=z9hG4bK-524287-1---c0a1;rport=5060\"},"
"{\"name\":\"Max-Forwards\",\"value\":\"67\"},{\"name\":\"From\",\"value\":\"\\\"Example Caller\\\" <sip:+15550199@carrier.example;user=phone>;tag=as7a3c81d0\"},"
"{\"name\":\"To\",\"value\":\"<sip:+15550100@sip.api.openai.com;user=phone>\"},{\"name\":\"Contact\",\"value\":\"<sip:+15550199@203.0.113.7:5060;transport=udp>\"},"
"{\"name\":\"Call-ID\",\"value\":\"%016llx@203.0.113.7\"},{\"name\":\"CSeq\",\"value\":\"102 INVITE\"},{\"name\":\"User-Agent\",\"value\":\"Carrier SBC 9.2.1\"},"
"{\"name\":\"Date\",\"value\":\"Sat, 21 Nov 2026 09:41:00 GMT\"},{\"name\":\"Allow\",\"value\":\"INVITE, ACK, CANCEL, OPTIONS, BYE, REFER, SUBSCRIBE, NOTIFY, INFO, PUBLISH, UPDATE\"},"
"{\"name\":\"Supported\",\"value\":\"replaces, timer, 100rel\"},{\"name\":\"Session-Expires\",\"value\":\"1800;refresher=uac\"},{\"name\":\"Min-SE\",\"value\":\"90\"},"
"{\"name\":\"P-Asserted-Identity\",\"value\":\"\\\"Example Caller\\\" <sip:+15550199@carrier.example>\"},{\"name\":\"Diversion\",\"value\":\"<sip:+15550123@carrier.example>;reason=unconditional\"},"
"{\"name\":\"X-Carrier-Trunk\",\"value\":\"eu-west-7\"},{\"name\":\"X-Carrier-Call\",\"value\":\"8f14e45fceea167a5a36dedd4bea2543\"},"
"{\"name\":\"Content-Type\",\"value\":\"application/sdp\"},{\"name\":\"Content-Length\",\"value\":\"412\"}],\"sip_media_security\":\"srtp\"}}";

typedef struct { int fd; size_t in; uint64_t began; char buffer[2048]; } conn;
static int port; static long now_s; static unsigned long long next_call;
static uint64_t clock_ns(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec*1000000000ull + t.tv_nsec; }

static void send_next(conn *c) {
    static char body[8192], text[12288]; char id[32], sig[48] = {0}; uint8_t mac[32];
    unsigned long long n = next_call++;
    int length = snprintf(body, sizeof body, BODY, n, now_s, n, n, n);
    int prefix = snprintf(id, sizeof id, "wh_%016llx", n);
    char stamp[32]; int stamped = snprintf(stamp, sizeof stamp, ".%ld.", now_s);
    sha s = inner; feed(&s, (uint8_t*)id, prefix); feed(&s, (uint8_t*)stamp, stamped); feed(&s, (uint8_t*)body, length); end(&s, mac);
    s = outer; feed(&s, mac, 32); end(&s, mac); base64(mac, sig);
    int total = snprintf(text, sizeof text, "POST /webhooks/openai HTTP/1.1\r\nHost: gateway.example.com\r\nUser-Agent: OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)\r\n"
        "Content-Type: application/json\r\nwebhook-id: %s\r\nwebhook-timestamp: %ld\r\nwebhook-signature: v1,%s\r\nContent-Length: %d\r\n\r\n%s", id, now_s, sig, length, body);
    c->in = 0; c->began = clock_ns();
    if (write(c->fd, text, total) != total) { perror("write"); exit(1); }
}

static int compare(const void *a, const void *b) { uint32_t x = *(uint32_t*)a, y = *(uint32_t*)b; return x < y ? -1 : x > y; }

int main(int argc, char **argv) {
    int connections = 64, option; double seconds = 5; const char *secret = "";
    while ((option = getopt(argc, argv, "p:c:t:n:k:")) != -1)
        switch (option) { case 'p': port = atoi(optarg); break; case 'c': connections = atoi(optarg); break; case 't': seconds = atof(optarg); break;
                          case 'n': next_call = strtoull(optarg, 0, 10); break; case 'k': secret = optarg; break; default: return 2; }
    uint8_t raw[64]; size_t length = 0; uint32_t v = 0; int bits = 0;
    for (const char *p = secret; *p && *p != '='; p++) { v = v<<6 | (uint32_t)(strchr(B64, *p)-B64); bits += 6; if (bits >= 8) { bits -= 8; raw[length++] = v>>bits; } }
    key(raw, length);
    int poll = epoll_create1(0); conn *all = calloc(connections, sizeof *all);
    struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    now_s = time(0);
    for (int i = 0; i < connections; i++) {
        int one = 1; all[i].fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(all[i].fd, (struct sockaddr*)&to, sizeof to)) { perror("connect"); return 1; }
        setsockopt(all[i].fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = &all[i] }; epoll_ctl(poll, EPOLL_CTL_ADD, all[i].fd, &e);
    }
    size_t room = 4000000, done = 0, bad = 0; uint32_t *micros = malloc(room*4);
    uint64_t began = clock_ns(), until = began + (uint64_t)(seconds*1e9);
    for (int i = 0; i < connections; i++) send_next(&all[i]);
    int open = connections;
    while (open > 0) {
        struct epoll_event events[256]; int n = epoll_wait(poll, events, 256, 5000);
        if (n <= 0) { fprintf(stderr, "nothing comes any more\n"); return 1; }
        uint64_t now = clock_ns(); now_s = time(0);
        for (int i = 0; i < n; i++) {
            conn *c = events[i].data.ptr; ssize_t got = read(c->fd, c->buffer+c->in, sizeof c->buffer-1-c->in);
            if (got <= 0) { fprintf(stderr, "closed by the server\n"); return 1; }
            c->in += got; c->buffer[c->in] = 0;
            char *head = strstr(c->buffer, "\r\n\r\n"); if (!head) continue;
            char *field = strcasestr(c->buffer, "content-length:"); size_t rest = field && field < head ? strtoul(field+15, 0, 10) : 0;
            if (c->buffer+c->in < head+4+rest) continue;
            if (done < room) micros[done] = (now-c->began)/1000;
            done++; if (strncmp(c->buffer+9, "200", 3)) bad++;
            if (now < until) send_next(c); else { open--; epoll_ctl(poll, EPOLL_CTL_DEL, c->fd, 0); close(c->fd); }
        }
    }
    double took = (clock_ns()-began)/1e9; size_t kept = done < room ? done : room; qsort(micros, kept, 4, compare);
    printf("{\"requests\":%zu,\"bad\":%zu,\"seconds\":%.3f,\"rate\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"next\":%llu}\n",
        done, bad, took, done/took, micros[kept/2]/1000.0, micros[(size_t)(kept*0.99)]/1000.0, next_call);
    return 0;
}
