/* SPDX-License-Identifier: BSD-3-Clause */
/* Text from numbers, without a C library's stdio (which brings a heap and kilobytes along). */
#include <copro/remote.h>

#include <stdbool.h>

#define DIGITS_MAX 20u /* of a 64-bit number in base 10 */
#define WIDTH_MAX  999u
#define SIZE_Z	   99

struct output {
	char *text;
	size_t room; /* without the NUL */
	size_t length;
};

struct field {
	bool left;
	bool zeros;
	bool bounded; /* has a precision */
	uint32_t width;
	uint32_t precision;
	int size; /* -2 char, -1 short, 0 int, 1 long, 2 long long, or SIZE_Z */
};

static void put(struct output *out, char c)
{
	if (out->length < out->room)
		out->text[out->length++] = c;
}

static void put_padded(struct output *out, const struct field *field, const char *sign,
		       const char *text, uint32_t length)
{
	uint32_t used = length + (*sign ? 1u : 0u);
	uint32_t pad = field->width > used ? field->width - used : 0;

	if (!field->left && !field->zeros)
		for (; pad; pad--)
			put(out, ' ');
	if (*sign)
		put(out, *sign);
	if (!field->left)
		for (; pad; pad--)
			put(out, '0');
	while (length--)
		put(out, *text++);
	for (; pad; pad--)
		put(out, ' ');
}

static void put_number(struct output *out, const struct field *field, uint64_t value, bool negative,
		       uint32_t base, const char *digits)
{
	char text[DIGITS_MAX];
	uint32_t start = DIGITS_MAX;
	uint32_t low;

	/* A 64-bit division is a library call: only while the number is that large. */
	while (value > UINT32_MAX) {
		text[--start] = digits[value % base];
		value /= base;
	}
	low = (uint32_t)value;
	do {
		text[--start] = digits[low % base];
		low /= base;
	} while (low);
	put_padded(out, field, negative ? "-" : "", &text[start], DIGITS_MAX - start);
}

static void put_string(struct output *out, struct field *field, const char *text)
{
	uint32_t limit = field->bounded ? field->precision : UINT32_MAX;
	uint32_t length = 0;

	if (!text)
		text = "(null)";
	while (length < limit && text[length])
		length++;
	field->zeros = false;
	put_padded(out, field, "", text, length);
}

static const char *parse_number(const char *format, uint32_t *number)
{
	for (*number = 0; *format >= '0' && *format <= '9'; format++) {
		if (*number <= WIDTH_MAX)
			*number = *number * 10u + (uint32_t)(*format - '0');
	}
	if (*number > WIDTH_MAX)
		*number = WIDTH_MAX;
	return format;
}

static const char *parse_field(const char *format, struct field *field)
{
	*field = (struct field){0};
	for (; *format == '-' || *format == '0'; format++) {
		if (*format == '-')
			field->left = true;
		else
			field->zeros = true;
	}
	format = parse_number(format, &field->width);
	if (*format == '.') {
		field->bounded = true;
		format = parse_number(format + 1, &field->precision);
	}
	for (; *format == 'h'; format++)
		field->size--;
	for (; *format == 'l'; format++)
		field->size++;
	if (*format == 'z') {
		field->size = SIZE_Z;
		format++;
	}
	return format;
}

static uint64_t take_unsigned(const struct field *field, va_list *arguments)
{
	switch (field->size) {
	case SIZE_Z:
		return va_arg(*arguments, size_t);
	case 2:
		return va_arg(*arguments, unsigned long long);
	case 1:
		return va_arg(*arguments, unsigned long);
	case -1:
		return (unsigned short)va_arg(*arguments, unsigned int);
	case -2:
		return (unsigned char)va_arg(*arguments, unsigned int);
	default:
		return va_arg(*arguments, unsigned int);
	}
}

static int64_t take_signed(const struct field *field, va_list *arguments)
{
	switch (field->size) {
	case SIZE_Z:
		return (int64_t)va_arg(*arguments, ptrdiff_t);
	case 2:
		return va_arg(*arguments, long long);
	case 1:
		return va_arg(*arguments, long);
	case -1:
		return (short)va_arg(*arguments, int);
	case -2:
		return (signed char)va_arg(*arguments, int);
	default:
		return va_arg(*arguments, int);
	}
}

static bool put_conversion(struct output *out, struct field *field, char conversion,
			   va_list *arguments)
{
	static const char lower[] = "0123456789abcdef";
	static const char upper[] = "0123456789ABCDEF";
	int64_t number;
	char c;

	if (field->size < -2 || (field->size > 2 && field->size != SIZE_Z))
		return false;
	switch (conversion) {
	case 'd':
	case 'i':
		number = take_signed(field, arguments);
		put_number(out, field, number < 0 ? 0u - (uint64_t)number : (uint64_t)number,
			   number < 0, 10, lower);
		return true;
	case 'u':
		put_number(out, field, take_unsigned(field, arguments), false, 10, lower);
		return true;
	case 'x':
		put_number(out, field, take_unsigned(field, arguments), false, 16, lower);
		return true;
	case 'X':
		put_number(out, field, take_unsigned(field, arguments), false, 16, upper);
		return true;
	case 'p':
		put(out, '0');
		put(out, 'x');
		*field = (struct field){.zeros = true, .width = 2u * sizeof(void *)};
		put_number(out, field, (uintptr_t)va_arg(*arguments, void *), false, 16, lower);
		return true;
	case 'c':
		c = (char)va_arg(*arguments, int);
		field->zeros = false;
		put_padded(out, field, "", &c, 1);
		return true;
	case 's':
		put_string(out, field, va_arg(*arguments, const char *));
		return true;
	case '%':
		put(out, '%');
		return true;
	default:
		return false;
	}
}

size_t remote_format(char *text, size_t size, const char *format, va_list arguments)
{
	struct output out = {.text = text, .room = size - 1};
	va_list rest;

	/* A va_list may be an array type, of which a parameter's address is something else. */
	va_copy(rest, arguments);
	while (*format) {
		struct field field;
		const char *end;

		if (*format != '%') {
			put(&out, *format++);
			continue;
		}
		end = parse_field(format + 1, &field);
		if (put_conversion(&out, &field, *end, &rest)) {
			format = end + 1;
		} else {
			/* What it would take from the arguments is not known: show it as it stands. */
			put(&out, *format++);
		}
	}
	va_end(rest);
	text[out.length] = '\0';
	return out.length;
}
