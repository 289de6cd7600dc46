// The lock, and the life of a segment.
#include "commands.h"

#include <QSharedMemory>
#include <QTextStream>

#include <cstdio>
#include <iostream>
#include <string>

void say(const QString &text)
{
    QTextStream(stdout) << text << "\n";
}

void waitForLine()
{
    std::string line;
    std::getline(std::cin, line);
}

int fail(const QString &what)
{
    QTextStream(stderr) << what << "\n";
    return 1;
}

int lock(const QString &key)
{
    QSharedMemory memory(key);
    if (!memory.attach() || !memory.lock())
        return fail(memory.errorString());

    say("locked");
    waitForLine();
    memory.unlock();
    say("unlocked");
    waitForLine();
    return 0;
}

int count(const QString &key, int times)
{
    QSharedMemory memory(key);
    if (!memory.attach())
        return fail(memory.errorString());

    say("ready");
    waitForLine();
    auto *number = static_cast<volatile qint64 *>(memory.data());
    for (int i = 0; i < times; i++) {
        if (!memory.lock())
            return fail(memory.errorString());
        const qint64 before = *number;
        for (volatile int spin = 0; spin < 10; spin++) {
        }
        *number = before + 1;
        memory.unlock();
    }
    return 0;
}

// The pitfall: a native key leads to any System V segment, but to no lock.
int nativeLock(const QString &key)
{
    QSharedMemory memory;
    memory.setNativeKey(key);
    if (!memory.attach())
        return fail(memory.errorString());

    say("attached");
    if (!memory.lock())
        return fail(QString("%1 %2").arg(int(memory.error())).arg(memory.errorString()));
    memory.unlock();
    return 0;
}

// Creates and attaches, again and again. What it created stays the segment of its key until it detaches.
int churn(const QString &key, int rounds)
{
    say("churning");
    for (int i = 1; i <= rounds; i++) {
        QSharedMemory memory(key);
        if (i % 3 == 0 ? memory.create(64) : memory.attach()) {
            memory.lock();
            memory.unlock();
        }
    }
    return 0;
}
