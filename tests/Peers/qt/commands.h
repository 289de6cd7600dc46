#pragma once

#include <QString>

int save(const QString &key, const QString &picture, bool asPixmap);
int load(const QString &key, const QString &output);
int bytes(const QString &key, const QString &hex);
int lock(const QString &key);
int count(const QString &key, int times);
int nativeLock(const QString &key);
int churn(const QString &key, int rounds);

// What all of them need: words to the test, and the line that it answers with.
void say(const QString &text);
void waitForLine();
int fail(const QString &what);
