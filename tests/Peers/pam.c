// Reads and writes PAM: a few lines of text, then the pixels as they are. https://netpbm.sourceforge.net/doc/pam.html
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

static _Noreturn void wrong(const char *path, const char *reason)
{
    fail(PICTURE_ERROR, "%s is not a picture for this program: %s. It reads PAM with RGB_ALPHA.", path, reason);
}

struct picture load_pam(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail(FILE_ERROR, "%s cannot be read: %s.", path, strerror(errno));

    char line[100], kind[100] = "";
    long long width = 0, height = 0, depth = 0, max = 0;
    if (fgets(line, sizeof line, file) == NULL || strcmp(line, "P7\n") != 0)
        wrong(path, "it does not begin with P7");
    while (true) {
        if (fgets(line, sizeof line, file) == NULL || strchr(line, '\n') == NULL)
            wrong(path, "its header has no ENDHDR");
        if (strcmp(line, "ENDHDR\n") == 0)
            break;
        // One of these matches, or it is a comment.
        sscanf(line, "WIDTH %9lld", &width);
        sscanf(line, "HEIGHT %9lld", &height);
        sscanf(line, "DEPTH %9lld", &depth);
        sscanf(line, "MAXVAL %9lld", &max);
        sscanf(line, "TUPLTYPE %99s", kind);
    }
    if (depth != 4 || max != 255 || strcmp(kind, "RGB_ALPHA") != 0)
        wrong(path, "DEPTH is not 4, MAXVAL is not 255, or TUPLTYPE is another");
    // The limit: a .NET array, in which the Consumer takes the picture, ends there.
    if (width < 1 || height < 1 || 4 * width * height > INT32_MAX - HEADER_LENGTH)
        wrong(path, "it has no pixels, or too many");

    struct picture picture = {(int32_t)width, (int32_t)height, (size_t)(4 * width * height), NULL};
    picture.rgba = malloc(picture.size);
    if (picture.rgba == NULL)
        fail(OUT_OF_RESOURCES, "There is not enough memory for %zu bytes of pixels.", picture.size);
    if (fread(picture.rgba, 1, picture.size, file) != picture.size)
        wrong(path, ferror(file) ? strerror(errno) : "it ends before its last pixel");
    fclose(file);
    return picture;
}

void save_pam(const char *path, struct picture picture)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL)
        fail(FILE_ERROR, "%s cannot be written: %s.", path, strerror(errno));
    fprintf(file, "P7\nWIDTH %" PRId32 "\nHEIGHT %" PRId32 "\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n",
            picture.width, picture.height);
    bool is_written = fwrite(picture.rgba, 1, picture.size, file) == picture.size;
    if (fclose(file) != 0 || !is_written) // what was buffered is written by fclose, and may fail there
        fail(FILE_ERROR, "%s cannot be written: %s.", path, strerror(errno));
}
