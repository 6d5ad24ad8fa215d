/* Lets one call of the system fail, or all from it on, in a process and in those that it starts.
 *
 * FAIL_CALL names the function, FAIL_AT the number of the call (0: only count), FAIL_ERRNO the error. FAIL_FOR_GOOD
 * is 1 if all that follow fail too. Only calls that change what lies below FAIL_BELOW count. FAIL_COUNT is a file with
 * a character a call, which all processes share. While calls are only counted, FAIL_NAMES gets a line for each: the
 * program and the path.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NEXT(name) __typeof__(&name) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* Puts the path of a call into `whole`, relative to a folder that is open or to the current one; 0 if it has none. */
static int resolved(int folder, const char *path, char *whole) {
    char link[64];
    ssize_t length = 0;
    if (path && path[0] == '/') return snprintf(whole, PATH_MAX * 2, "%s", path) > 0;
    if (path && folder == AT_FDCWD) {
        if (!getcwd(whole, PATH_MAX)) return 0;
        length = (ssize_t)strlen(whole);
    } else {
        snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
        length = readlink(link, whole, PATH_MAX);
        if (length < 0) return 0;
        whole[length] = 0;
    }
    if (path) snprintf(whole + length, PATH_MAX, "/%s", path);
    return 1;
}

/* Tells whether this call is to fail. The count is kept by plain system calls, which are not among those that fail. */
static int fails(const char *name, int folder, const char *path) {
    const char *call = getenv("FAIL_CALL"), *count = getenv("FAIL_COUNT");
    const char *below = getenv("FAIL_BELOW"), *names = getenv("FAIL_NAMES");
    int kept = errno, at = atoi(getenv("FAIL_AT") ? getenv("FAIL_AT") : "0"), number;
    char whole[PATH_MAX * 2] = "", line[PATH_MAX * 2 + 64];
    long file, named;
    if (!call || !count || !below || strcmp(call, name) || !resolved(folder, path, whole)
        || strncmp(whole, below, strlen(below))) { errno = kept; return 0; }
    file = syscall(SYS_openat, AT_FDCWD, count, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0) { errno = kept; return 0; }
    flock((int)file, LOCK_EX);
    syscall(SYS_write, file, "x", 1);
    number = (int)lseek((int)file, 0, SEEK_END);
    if (names && (named = syscall(SYS_openat, AT_FDCWD, names, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666)) >= 0) {
        snprintf(line, sizeof line, "%s %s\n", program_invocation_short_name, whole);
        syscall(SYS_write, named, line, strlen(line));
        syscall(SYS_close, named);
    }
    syscall(SYS_close, file);
    errno = kept;
    if (!at || (number != at && !(number > at && getenv("FAIL_FOR_GOOD")))) return 0;
    errno = atoi(getenv("FAIL_ERRNO"));
    return 1;
}

#define OPENED(name, folder) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
    if ((flags & O_ACCMODE) != O_RDONLY && fails("open", folder, path)) return -1;

int open(const char *path, int flags, ...) { OPENED(open, AT_FDCWD) NEXT(open); return next(path, flags, mode); }
int open64(const char *path, int flags, ...) { OPENED(open64, AT_FDCWD) NEXT(open64); return next(path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { OPENED(openat, folder) NEXT(openat); return next(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { OPENED(openat64, folder) NEXT(openat64); return next(folder, path, flags, mode); }

ssize_t write(int file, const void *data, size_t size) {
    NEXT(write);
    return fails("write", file, NULL) ? -1 : next(file, data, size);
}
ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
    NEXT(pwrite64);
    return fails("write", file, NULL) ? -1 : next(file, data, size, at);
}
int fsync(int file) { NEXT(fsync); return fails("fsync", file, NULL) ? -1 : next(file); }
int close(int file) {
    NEXT(close);
    int has_failed = fails("close", file, NULL), kept = errno, code = next(file);
    if (has_failed) errno = kept;
    return has_failed ? -1 : code;
}
int mkdir(const char *path, mode_t mode) { NEXT(mkdir); return fails("mkdir", AT_FDCWD, path) ? -1 : next(path, mode); }
int rmdir(const char *path) { NEXT(rmdir); return fails("rmdir", AT_FDCWD, path) ? -1 : next(path); }
int unlink(const char *path) { NEXT(unlink); return fails("unlink", AT_FDCWD, path) ? -1 : next(path); }
int unlinkat(int folder, const char *path, int flags) {
    NEXT(unlinkat);
    return fails("unlink", folder, path) ? -1 : next(folder, path, flags);
}
int rename(const char *old, const char *new) { NEXT(rename); return fails("rename", AT_FDCWD, new) ? -1 : next(old, new); }
int renameat2(int a, const char *old, int b, const char *new, unsigned flags) {
    NEXT(renameat2);
    return fails("rename", b, new) ? -1 : next(a, old, b, new, flags);
}
int link(const char *old, const char *new) { NEXT(link); return fails("link", AT_FDCWD, new) ? -1 : next(old, new); }
int linkat(int a, const char *old, int b, const char *new, int flags) {
    NEXT(linkat);
    return fails("link", b, new) ? -1 : next(a, old, b, new, flags);
}
int chmod(const char *path, mode_t mode) { NEXT(chmod); return fails("chmod", AT_FDCWD, path) ? -1 : next(path, mode); }
