/* Writes persons.sas7bdat with ReadStat: æøå in labels and values, dates, and missing values with a letter. */
#include <fcntl.h>
#include <unistd.h>
#include "readstat.h"

static ssize_t put(const void *data, size_t length, void *context) {
    return write(*(int *)context, data, length);
}

int main(int count, char **arguments) {
    if (count < 2) return 2;
    int file = open(arguments[1], O_CREAT | O_WRONLY | O_TRUNC, 0644);
    const char *words[] = {"blåbær", "rødgrønn; og «gul»", "", "Ærlig, Øystein?", "æøå ÆØÅ", "x"};
    double wages[] = {350000.5, 1234567.25, 0, 0, 412000, -12.5};
    /* Days from 1 January 1960. */
    double born[] = {14669, 11825, 6939, 0, 4018, -1276};
    char tags[] = {0, 0, 'A', 'B', 0, '.'};
    readstat_writer_t *writer = readstat_writer_init();
    readstat_set_data_writer(writer, put);
    readstat_writer_set_file_timestamp(writer, 1704067200);
    readstat_writer_set_table_name(writer, "PERSONS");
    readstat_variable_t *person = readstat_add_variable(writer, "person", READSTAT_TYPE_DOUBLE, 8);
    readstat_variable_t *wage = readstat_add_variable(writer, "lonn", READSTAT_TYPE_DOUBLE, 8);
    readstat_variable_set_label(wage, "Årslønn i kroner");
    readstat_variable_t *birth = readstat_add_variable(writer, "fodt", READSTAT_TYPE_DOUBLE, 8);
    readstat_variable_set_label(birth, "Fødselsdato");
    readstat_variable_set_format(birth, "DATE9");
    readstat_variable_t *mood = readstat_add_variable(writer, "hads", READSTAT_TYPE_DOUBLE, 8);
    readstat_variable_set_label(mood, "Følte seg nedfor");
    readstat_variable_t *answer = readstat_add_variable(writer, "svar", READSTAT_TYPE_STRING, 24);
    if (readstat_begin_writing_sas7bdat(writer, &file, 6)) return 3;
    for (int row = 0; row < 6; row++) {
        if (readstat_begin_row(writer)) return 4;
        readstat_insert_double_value(writer, person, row + 1);
        if (row == 2) readstat_insert_missing_value(writer, wage);
        else readstat_insert_double_value(writer, wage, wages[row]);
        if (row == 3) readstat_insert_missing_value(writer, birth);
        else readstat_insert_double_value(writer, birth, born[row]);
        if (tags[row] == '.') readstat_insert_missing_value(writer, mood);
        else if (tags[row]) readstat_insert_tagged_missing_value(writer, mood, tags[row]);
        else readstat_insert_double_value(writer, mood, row);
        readstat_insert_string_value(writer, answer, words[row]);
        readstat_end_row(writer);
    }
    readstat_error_t error = readstat_end_writing(writer);
    readstat_writer_free(writer);
    return error;
}
