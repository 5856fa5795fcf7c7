"""The Bot API's methods: each takes the sandbox and the parameters, and gives the result or refuses."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.methods import about, chats, commands, delivery, files, messages, queries, topics
from bot.sandbox.parameters import Parameters
from bot.sandbox.state import Sandbox

Method = Callable[[Sandbox, Parameters], Any]

METHODS: Mapping[str, Method] = {
    name.lower(): method
    for name, method in {
        "getMe": about.get_me,
        "setMyDescription": about.set_my_description,
        "getMyDescription": about.get_my_description,
        "setMyShortDescription": about.set_my_short_description,
        "getMyShortDescription": about.get_my_short_description,
        "setMyName": about.set_my_name,
        "getMyName": about.get_my_name,
        "setMyProfilePhoto": about.set_my_profile_photo,
        "logOut": about.leave,
        "close": about.leave,
        "setMyCommands": commands.set_my_commands,
        "getMyCommands": commands.get_my_commands,
        "deleteMyCommands": commands.delete_my_commands,
        "setChatMenuButton": commands.set_chat_menu_button,
        "getChatMenuButton": commands.get_chat_menu_button,
        "sendMessage": messages.send_message,
        "editMessageText": messages.edit_message_text,
        "editMessageReplyMarkup": messages.edit_message_reply_markup,
        "deleteMessage": messages.delete_message,
        "sendChatAction": messages.send_chat_action,
        "sendDocument": files.send_document,
        "sendPhoto": files.send_photo,
        "sendVoice": files.send_voice,
        "sendAudio": files.send_audio,
        "sendVideo": files.send_video,
        "sendVideoNote": files.send_video_note,
        "getFile": files.get_file,
        "answerCallbackQuery": queries.answer_callback_query,
        "answerInlineQuery": queries.answer_inline_query,
        "getChat": chats.get_chat,
        "getChatMember": chats.get_chat_member,
        "getChatMemberCount": chats.get_chat_member_count,
        "getChatAdministrators": chats.get_chat_administrators,
        "createForumTopic": topics.create_forum_topic,
        "closeForumTopic": topics.close_forum_topic,
        "reopenForumTopic": topics.reopen_forum_topic,
        "leaveChat": chats.leave_chat,
        "setWebhook": delivery.set_webhook,
        "deleteWebhook": delivery.delete_webhook,
        "getWebhookInfo": delivery.get_webhook_info,
    }.items()
}
