Subject: El mensaje de $year de $unit aún no está escrito

Hola, $name:

al empezar cada año, todos los de $unit leen un mensaje nuevo: una línea, y lo que significa para su trabajo. El de $year aún no está escrito. Si se publica antes de que empiece el año, vale desde el 1 de enero, y hasta entonces se puede cambiar entero; si se publica más tarde, vale desde ese momento.

Aquí lo escribes, al lado de las palabras del año anterior, si las hubo:
$page

Esta carta llega una sola vez. La tarea sigue en tu día hasta que se publique el mensaje.
